-- An entry of a stream into the dead letters.
-- KEYS: 1 stream, 2 dead, 3 counters
-- ARGV: 1 group, 2 entry, 3 kind (article or alert), 4 reason, 5 stream's name, 6 error, 7 attempts, 8 raw,
--       9 1 when raw was cut, 10 id
-- Returns DONE, or LOST when the entry is not pending; nothing is written then.
local bad = misfit({KEYS[1], 'stream', KEYS[2], 'stream', KEYS[3], 'hash'})
if bad then return bad end
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) ~= 1 then return 'LOST' end
redis.call('XADD', KEYS[2], '*', 'kind', ARGV[3], 'id', ARGV[10], 'stream', ARGV[5], 'group', ARGV[1],
  'entry_id', ARGV[2], 'reason', ARGV[4], 'error', ARGV[6], 'attempts', ARGV[7], 'raw', ARGV[8],
  'truncated', ARGV[9], 'time', whole(now_ms()))
redis.call('HINCRBY', KEYS[3], ARGV[3] .. 's:dead', 1)
redis.call('HINCRBY', KEYS[3], 'dead:' .. ARGV[4], 1)
return 'DONE'
