-- What waits on a stream for a group, and for how long.
-- KEYS: 1 stream
-- ARGV: 1 group
-- Returns {pending, ms since the oldest pending, ms since the oldest unread}; -1 where there is none. An entry's id is
-- its time.
local bad = misfit({KEYS[1], 'stream'})
if bad then return bad end
local now = now_ms()
local function age(id)
  return math.max(0, now - tonumber(string.match(id, '^%d+')))
end
if redis.call('EXISTS', KEYS[1]) == 0 then return {0, -1, -1} end
for _, flat in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local group = named(flat)
  if group.name == ARGV[1] then
    local waiting = redis.call('XPENDING', KEYS[1], ARGV[1])
    local unread = redis.call('XRANGE', KEYS[1], '(' .. group['last-delivered-id'], '+', 'COUNT', 1)[1]
    return {waiting[1], waiting[1] > 0 and age(waiting[2]) or -1, unread and age(unread[1]) or -1}
  end
end
return redis.error_reply('NOGROUP ' .. KEYS[1] .. ' has no group ' .. ARGV[1])
