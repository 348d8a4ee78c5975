-- The open list of a digest becomes the edition of a slot, and its delivery is due. Any worker, each second.
-- KEYS: 1 open, 2 slots, 3 slot's list, 4 row, 5 due, 6 counters, 7 channels, 8 rows
-- ARGV: 1 slot ms, 2 delivery id, 3 channel, 4 kind, 5 seconds to keep the slot's list
-- Returns 1 when sealed, 0 when the slot (or a later one) was sealed or passed before, or nothing waits.
-- RENAME is the first write: it is allowed on a full server, and so is all that follows it.
local bad = misfit({KEYS[1], 'list', KEYS[2], 'hash', KEYS[3], 'list', KEYS[4], 'hash', KEYS[5], 'zset',
  KEYS[6], 'hash', KEYS[7], 'set', KEYS[8], 'zset'})
if bad then return bad end
local newest = redis.call('HGET', KEYS[2], 'newest')
if newest and not digits_less(newest, ARGV[1]) then return 0 end
if redis.call('EXISTS', KEYS[3], KEYS[4]) ~= 0 then
  return redis.error_reply('SLOT ' .. ARGV[1] .. ' of ' .. KEYS[1] .. ' has an edition already')
end

local function mark(edition)
  if redis.call('HLEN', KEYS[2]) > 1000 then redis.call('DEL', KEYS[2]) end
  redis.call('HSETNX', KEYS[2], ARGV[1], edition)
  redis.call('HSET', KEYS[2], 'newest', ARGV[1])
end

local items = redis.call('LRANGE', KEYS[1], 0, -1)
if #items == 0 then
  mark('')
  return 0
end
local ids, known = {}, {}
for _, id in ipairs(items) do
  if not known[id] then
    known[id] = true
    ids[#ids + 1] = id
  end
end
local now = whole(now_ms())
redis.call('RENAME', KEYS[1], KEYS[3])
redis.call('EXPIRE', KEYS[3], ARGV[5])
mark(ARGV[2])
redis.call('HSET', KEYS[4], 'channel', ARGV[3], 'kind', ARGV[4], 'alert_ids', cjson.encode(ids), 'attempt', 0,
  'detected_at', now, 'queued_at', now, 'digest', ARGV[1], 'state', 'due')
redis.call('ZADD', KEYS[5], now, ARGV[2])
redis.call('ZADD', KEYS[8], now, ARGV[2])
redis.call('SADD', KEYS[7], ARGV[3])
redis.call('HINCRBY', KEYS[6], 'digest:sealed', #items)
redis.call('HINCRBY', KEYS[6], 'deliveries:planned', 1)
return 1
