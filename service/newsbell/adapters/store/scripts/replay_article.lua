-- A dead letter of the bus (an article or an alert) put on its stream again. It is a new acceptance and passes the net
-- against repeats on purpose.
-- KEYS: 1 dead, 2 replayed, 3 stream, 4 counters
-- ARGV: 1 dead letter, 2 field, 3 1 to replay it once more, 4 kind
-- Returns {DONE, new entry} or {why not}: GONE, REPLAYED (with the new entry), TRUNCATED, EMPTY.
local bad = misfit({KEYS[1], 'stream', KEYS[2], 'hash', KEYS[3], 'stream', KEYS[4], 'hash'})
if bad then return bad end
local found = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not found then return {'GONE'} end
local letter = named(found[2])
local before = redis.call('HGET', KEYS[2], ARGV[1])
if letter.kind ~= ARGV[4] then return {'GONE'} end
if before and ARGV[3] ~= '1' then return {'REPLAYED', before} end
if letter.truncated == '1' then return {'TRUNCATED'} end
if (letter.raw or '') == '' then return {'EMPTY'} end
local id = redis.call('XADD', KEYS[3], '*', ARGV[2], letter.raw)
redis.call('HSET', KEYS[2], ARGV[1], id)
-- Marks go a month after the last one was set; by then the letters are gone too.
redis.call('EXPIRE', KEYS[2], 31 * 86400)
redis.call('HINCRBY', KEYS[4], letter.kind .. 's:replayed', 1)
return {'DONE', id}
