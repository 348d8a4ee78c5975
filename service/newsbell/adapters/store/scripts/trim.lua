-- Old entries of a stream removed, but none that a group has not read or not acknowledged.
-- KEYS: 1 stream
-- ARGV: 1 age ms, 2 the group that must be there ('' = none), 3 ms after which other groups are overruled
-- Returns {removed, lowest id kept, names of groups that hold entries past the age, names of groups overruled}.
local bad = misfit({KEYS[1], 'stream'})
if bad then return bad end
if redis.call('EXISTS', KEYS[1]) == 0 then return {0, '0-0', {}, {}} end
local now = now_ms()
local low = whole(math.max(0, now - tonumber(ARGV[1]))) .. '-0'
local limit = whole(math.max(0, now - tonumber(ARGV[3]))) .. '-0'
local age, own, holding, overruled = low, false, {}, {}

-- The first entry that the group has not acknowledged, nil when it has had them all.
local function oldest_needed(group)
  local waiting = redis.call('XPENDING', KEYS[1], group.name)
  if waiting[1] > 0 then return waiting[2] end
  local unread = redis.call('XRANGE', KEYS[1], '(' .. group['last-delivered-id'], '+', 'COUNT', 1)[1]
  return unread and unread[1]
end

for _, flat in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local group = named(flat)
  local needs = oldest_needed(group)
  own = own or group.name == ARGV[2]
  if group.name ~= ARGV[2] and needs and id_less(needs, limit) then
    overruled[#overruled + 1] = group.name
    needs = limit
  elseif needs and id_less(needs, age) then
    holding[#holding + 1] = group.name
  end
  if needs and id_less(needs, low) then low = needs end
end
if ARGV[2] ~= '' and not own then return {0, '0-0', {ARGV[2]}, {}} end
return {redis.call('XTRIM', KEYS[1], 'MINID', '=', low), low, holding, overruled}
