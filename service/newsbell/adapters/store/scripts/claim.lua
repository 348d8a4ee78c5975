-- Due rows of a channel taken for a lease. A row found in `sending` had a worker whose outcome nobody knows.
-- KEYS: 1 due, 2 counters, then the rows
-- ARGV: 1 lease ms, 2 token of this claim, then the delivery ids
-- Returns {id, row as flat list} for each row taken. The same token again (its answer was lost) gets the same rows.
-- HDEL is the first write of each row: it is allowed on a full server, so deliveries drain there too.
local kinds = {KEYS[1], 'zset', KEYS[2], 'hash'}
for i = 3, #KEYS do
  kinds[#kinds + 1] = KEYS[i]
  kinds[#kinds + 1] = 'hash'
end
local bad = misfit(kinds)
if bad then return bad end
local now = now_ms()
local taken = {}

local function take(row, id, state)
  redis.call('HDEL', row, 'claim')
  redis.call('ZADD', KEYS[1], whole(now + tonumber(ARGV[1])), id)
  if state == 'sending' then
    redis.call('HSET', row, 'maybe_repeat', 1)
    redis.call('HINCRBY', KEYS[2], 'deliveries:lease_lost', 1)
  end
  redis.call('HINCRBY', row, 'attempt', 1)
  redis.call('HSETNX', row, 'first_attempt_at', whole(now))
  redis.call('HSET', row, 'state', 'sending', 'lease_until', whole(now + tonumber(ARGV[1])), 'claim', ARGV[2])
  redis.call('HINCRBY', KEYS[2], 'deliveries:attempts', 1)
end

for i = 3, #KEYS do
  local row, id = KEYS[i], ARGV[i]
  local score = redis.call('ZSCORE', KEYS[1], id)
  local state, claim = unpack(redis.call('HMGET', row, 'state', 'claim'))
  if score and state ~= 'due' and state ~= 'sending' then
    redis.call('ZREM', KEYS[1], id)
    redis.call('HINCRBY', KEYS[2], 'deliveries:vanished', 1)
  elseif score and tonumber(score) <= now then
    take(row, id, state)
    taken[#taken + 1] = {id, redis.call('HGETALL', row)}
  elseif score and claim == ARGV[2] then
    taken[#taken + 1] = {id, redis.call('HGETALL', row)}
  end
end
return taken
