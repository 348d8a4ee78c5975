-- A page of the entries after one id and up to another, counted one by one.
-- KEYS: 1 stream
-- ARGV: 1 after this id, 2 up to this id, 3 page
-- Returns {how many, last id counted}.
local bad = misfit({KEYS[1], 'stream'})
if bad then return bad end
local found = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], ARGV[2], 'COUNT', ARGV[3])
return {#found, #found > 0 and found[#found][1] or ARGV[2]}
