-- A dead delivery is due again, under its id, so that receivers can tell a repeat.
-- KEYS: 1 dead, 2 replayed, 3 row, 4 due, 5 counters, 6 channels, 7 rows
-- ARGV: 1 dead letter, 2 delivery id, 3 1 to replay it once more
-- Returns {DONE, delivery id} or {why not}: GONE (letter or row is kept no longer), REPLAYED, ALIVE (the row is not dead).
local bad = misfit({KEYS[1], 'stream', KEYS[2], 'hash', KEYS[3], 'hash', KEYS[4], 'zset', KEYS[5], 'hash',
  KEYS[6], 'set', KEYS[7], 'zset'})
if bad then return bad end
local found = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not found or named(found[2]).id ~= ARGV[2] then return {'GONE'} end
local before = redis.call('HGET', KEYS[2], ARGV[1])
if before and ARGV[3] ~= '1' then return {'REPLAYED', before} end
local state, channel = unpack(redis.call('HMGET', KEYS[3], 'state', 'channel'))
if not state then return {'GONE'} end
if state ~= 'dead' then return {'ALIVE', state} end
local now = whole(now_ms())
redis.call('HSET', KEYS[3], 'state', 'due', 'queued_at', now)
redis.call('HDEL', KEYS[3], 'finished_at', 'error', 'error_code')
redis.call('PERSIST', KEYS[3])
redis.call('ZADD', KEYS[4], now, ARGV[2])
redis.call('ZADD', KEYS[7], now, ARGV[2])
redis.call('SADD', KEYS[6], channel)
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
-- Marks go a month after the last one was set; by then the letters are gone too.
redis.call('EXPIRE', KEYS[2], 31 * 86400)
redis.call('HINCRBY', KEYS[5], 'deliveries:dead', -1)
redis.call('HINCRBY', KEYS[5], 'deliveries:replayed', 1)
return {'DONE', ARGV[2]}
