-- On stop: the pending entries of one consumer made claimable at once, by an idle time as long as the lease.
-- KEYS: 1 stream
-- ARGV: 1 group, 2 consumer, 3 lease ms, then the entries; without entries, all that the consumer owns (1,000 at most)
-- Returns how many were released.
local bad = misfit({KEYS[1], 'stream'})
if bad then return bad end
local released = 0
local function release(found)
  for _, entry in ipairs(found) do
    if entry[2] == ARGV[2] then
      redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, entry[1], 'IDLE', ARGV[3], 'JUSTID')
      released = released + 1
    end
  end
end
if #ARGV == 3 then
  release(redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1000, ARGV[2]))
end
for i = 4, #ARGV do
  release(redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1))
end
return released
