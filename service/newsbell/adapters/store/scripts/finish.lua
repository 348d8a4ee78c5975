-- The outcome of an attempt. Refused unless the attempt is the row's last and still sending.
-- KEYS: 1 row, 2 due, 3 counters, 4 deliveries, 5 dead, 6 rows
-- ARGV: 1 id, 2 attempt, 3 state, 4 delay ms, 5 field, 6 fact, 7 receipt, 8 error code, 9 error, 10 suppressed by,
--       11 dead reason, 12 1 when readers may see it twice, 13 seconds to keep a finished row
-- Returns 1 when written, 2 when this very outcome was written before (the answer was lost), 0 when refused.
-- HDEL is the first write: it is allowed on a full server, and so is all that follows it.
local bad = misfit({KEYS[1], 'hash', KEYS[2], 'zset', KEYS[3], 'hash', KEYS[4], 'stream', KEYS[5], 'stream',
  KEYS[6], 'zset'})
if bad then return bad end
local row = named(redis.call('HGETALL', KEYS[1]))
local outcome = ARGV[3]
if row.attempt ~= ARGV[2] then return 0 end
if row.state ~= 'sending' then return row.state == outcome and row.finished_attempt == ARGV[2] and 2 or 0 end
local now = now_ms()

redis.call('HDEL', KEYS[1], 'claim', 'error_code', 'error', 'receipt', 'suppressed_by')
redis.call('HSET', KEYS[1], 'state', outcome, 'finished_attempt', ARGV[2], 'lease_until', 0)
redis.call('ZADD', KEYS[6], whole(now), ARGV[1])
local named_values = {receipt = ARGV[7], error_code = ARGV[8], error = ARGV[9], suppressed_by = ARGV[10]}
for name, value in pairs(named_values) do
  if value ~= '' then redis.call('HSET', KEYS[1], name, value) end
end
if ARGV[12] == '1' then redis.call('HSET', KEYS[1], 'maybe_repeat', 1) end
if outcome == 'due' then
  redis.call('ZADD', KEYS[2], whole(now + tonumber(ARGV[4])), ARGV[1])
  redis.call('HINCRBY', KEYS[3], 'deliveries:retried', 1)
else
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('HSET', KEYS[1], 'finished_at', whole(now))
  redis.call('EXPIRE', KEYS[1], ARGV[13])
  redis.call('HINCRBY', KEYS[3], 'deliveries:' .. outcome, 1)
end
if outcome == 'suppressed' then redis.call('HINCRBY', KEYS[3], 'suppressed:' .. ARGV[10], 1) end
if outcome == 'dead' then
  redis.call('XADD', KEYS[5], '*', 'kind', 'delivery', 'id', ARGV[1], 'channel', row.channel, 'reason', ARGV[11],
    'error', ARGV[9], 'attempts', ARGV[2], 'alert_ids', row.alert_ids, 'time', whole(now))
  redis.call('HINCRBY', KEYS[3], 'dead:' .. ARGV[11], 1)
end
if ARGV[6] ~= '' then redis.call('XADD', KEYS[4], '*', ARGV[5], ARGV[6]) end
return 1
