-- An article on the bus, unless the same version of it is there already.
-- KEYS: 1 seen, 2 articles, 3 counters
-- ARGV: 1 field, 2 event, 3 seconds to remember it
-- Returns {0, entry id} when added, {1, entry id} when it was there before.
-- XADD is the first write, so a full server refuses the whole script.
local bad = misfit({KEYS[1], 'string', KEYS[2], 'stream', KEYS[3], 'hash'})
if bad then return bad end
local known = redis.call('GET', KEYS[1])
if known then
  redis.pcall('HINCRBY', KEYS[3], 'ingest:repeated', 1)
  return {1, known}
end
local id = redis.call('XADD', KEYS[2], '*', ARGV[1], ARGV[2])
redis.call('SET', KEYS[1], id, 'EX', ARGV[3])
redis.call('HINCRBY', KEYS[3], 'ingest:accepted', 1)
return {0, id}
