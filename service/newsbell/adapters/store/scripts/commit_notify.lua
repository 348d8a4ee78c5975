-- All that one alert changes in the ledger: acknowledgement, delivery rows, digest items, counters.
-- KEYS: 1 alerts, 2 counters, 3 deliveries, 4 channels, 5 rows, then row and due of each delivery, then open of each item
-- ARGV: 1 group, 2 entry, 3 alert id, 4 field, 5 seconds to keep a finished row, 6 number of deliveries,
--       then id, channel, kind, detected ms, suppressed by, fact of each delivery, then the channel of each item
-- Returns DONE or LOST (the entry is not pending; nothing is written). Rows that exist are left as they are.
local count = tonumber(ARGV[6])
local kinds = {KEYS[1], 'stream', KEYS[2], 'hash', KEYS[3], 'stream', KEYS[4], 'set', KEYS[5], 'zset'}
for i = 6, #KEYS do
  local kind = 'list'
  if i <= 5 + 2 * count then kind = (i % 2 == 0) and 'hash' or 'zset' end
  kinds[#kinds + 1] = KEYS[i]
  kinds[#kinds + 1] = kind
end
local bad = misfit(kinds)
if bad then return bad end
if not pending(KEYS[1], ARGV[1], ARGV[2]) then return 'LOST' end
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) ~= 1 then return 'LOST' end
local now = now_ms()

local function plan(row, due, id, channel, kind, detected, suppressed, fact)
  redis.call('HSET', row, 'channel', channel, 'kind', kind, 'alert_ids', cjson.encode({ARGV[3]}), 'attempt', 0,
    'detected_at', detected, 'queued_at', whole(now))
  redis.call('ZADD', KEYS[5], whole(now), id)
  redis.call('HINCRBY', KEYS[2], 'deliveries:planned', 1)
  if suppressed == '' then
    redis.call('HSET', row, 'state', 'due')
    redis.call('ZADD', due, whole(now), id)
    redis.call('SADD', KEYS[4], channel)
  else
    redis.call('HSET', row, 'state', 'suppressed', 'suppressed_by', suppressed, 'finished_at', whole(now))
    redis.call('EXPIRE', row, ARGV[5])
    redis.call('HINCRBY', KEYS[2], 'deliveries:suppressed', 1)
    redis.call('HINCRBY', KEYS[2], 'suppressed:' .. suppressed, 1)
  end
  if fact ~= '' then redis.call('XADD', KEYS[3], '*', ARGV[4], fact) end
end

for i = 1, count do
  local row, due, at = KEYS[4 + 2 * i], KEYS[5 + 2 * i], 6 * i
  if redis.call('EXISTS', row) == 0 then
    plan(row, due, ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4], ARGV[at + 5], ARGV[at + 6])
  end
end
for i = 6 + 2 * count, #KEYS do
  redis.call('RPUSH', KEYS[i], ARGV[3])
  redis.call('SADD', KEYS[4], ARGV[6 + 6 * count + i - 5 - 2 * count])
  redis.call('HINCRBY', KEYS[2], 'digest:added', 1)
end
redis.call('HINCRBY', KEYS[2], 'alerts:handled', 1)
return 'DONE'
