-- Set before each script. Checks of kind come before the first write: a script has no rollback.

local function misfit(kinds)
  for i = 1, #kinds, 2 do
    local found = redis.call('TYPE', kinds[i]).ok
    if found ~= 'none' and found ~= kinds[i + 1] then
      return redis.error_reply('WRONGTYPE ' .. kinds[i] .. ' holds a ' .. found .. ', not a ' .. kinds[i + 1])
    end
  end
  return nil
end

local function whole(number)
  return string.format('%.0f', number)
end

local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- A flat reply {name, value, name, value, ...} as a table.
local function named(flat)
  local fields = {}
  for i = 1, #flat, 2 do
    fields[flat[i]] = flat[i + 1]
  end
  return fields
end

-- Decimal numbers of any length without leading zeros; a stream id's second half does not fit a Lua number.
local function digits_less(a, b)
  if #a ~= #b then
    return #a < #b
  end
  return a < b
end

-- Stream ids as number pairs: as strings, 9-0 would come after 10-0.
local function id_less(a, b)
  local a_time, a_number = string.match(a, '^(%d+)-(%d+)$')
  local b_time, b_number = string.match(b, '^(%d+)-(%d+)$')
  if a_time ~= b_time then
    return digits_less(a_time, b_time)
  end
  return digits_less(a_number, b_number)
end

local function pending(stream, group, entry)
  return #redis.call('XPENDING', stream, group, entry, entry, 1) == 1
end
