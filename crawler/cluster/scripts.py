"""What must happen as a whole, in Lua: Redis carries out a script, and writes it to its AOF, as one step.

Every script that takes or brings work first looks whether who calls still holds the lease by which it may. What needs
memory comes first: where Redis is full the script fails there, with nothing done.
"""

# The entries that a shard's holder was handed belong to one name, whoever the holder is: who has the lease has them.
HOLDER = "holder"
WORKERS = "workers"  # the group of the job streams
WRITER = "writer"  # the group of the results, and its one consumer

# KEYS leader open aside jobs; ARGV owner id message
PUT = """
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 'fenced' end
if redis.call('hexists', KEYS[3], ARGV[2]) == 1 then return 'aside' end
if redis.call('hsetnx', KEYS[2], ARGV[2], 'asked') == 0 then return 'known' end
redis.call('xadd', KEYS[4], '*', 'id', ARGV[2], 'message', ARGV[3])
return 'put'
"""

# KEYS lease jobs lease jobs ...; ARGV owner most each -> {place of the shard, entry, fields} ...
TAKE = f"""
local taken, left = {{}}, tonumber(ARGV[2])
for n = 1, #KEYS, 2 do
  if left <= 0 then break end
  if redis.call('get', KEYS[n]) == ARGV[1] then
    local got = redis.call('xreadgroup', 'group', '{WORKERS}', '{HOLDER}', 'count', math.min(left, tonumber(ARGV[3])),
      'streams', KEYS[n + 1], '>')
    for _, entry in ipairs(got and got[1][2] or {{}}) do
      taken[#taken + 1] = {{(n - 1) / 2, entry[1], entry[2]}}
      left = left - 1
    end
  end
end
return taken
"""

# Put a job aside: it is in the dead-letter stream, nobody is handed it, and the writer is told.
BURY = """
local function bury(names, group, id, message, reason)
  local dead = redis.call('xadd', names.dead, '*', 'id', id, 'message', message, 'reason', reason)
  redis.call('hset', names.aside, id, dead)
  redis.call('xack', names.from, group, names.entry)
  redis.call('xdel', names.from, names.entry)
end
"""

# KEYS lease jobs dead aside results; ARGV owner entry most reason -> fields; false: it is aside, or no more there
AGAIN = (
    BURY
    + f"""
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 'fenced' end
local pending = redis.call('xpending', KEYS[2], '{WORKERS}', ARGV[2], ARGV[2], 1)
if #pending == 0 then return false end
local entry = redis.call('xclaim', KEYS[2], '{WORKERS}', '{HOLDER}', 0, ARGV[2])[1]
if not entry then return false end
if pending[1][4] < tonumber(ARGV[3]) then return {{pending[1][4] + 1, entry[2]}} end
local names = {{dead = KEYS[3], aside = KEYS[4], from = KEYS[2], entry = ARGV[2]}}
bury(names, '{WORKERS}', entry[2][2], entry[2][4], ARGV[4])
redis.call('xadd', KEYS[5], '*', 'id', entry[2][2], 'message', '')
return false
"""
)

# KEYS lease jobs dead aside results; ARGV owner entry id message reason
REFUSE = (
    BURY
    + f"""
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 'fenced' end
bury({{dead = KEYS[3], aside = KEYS[4], from = KEYS[2], entry = ARGV[2]}}, '{WORKERS}', ARGV[3], ARGV[4], ARGV[5])
redis.call('xadd', KEYS[5], '*', 'id', ARGV[3], 'message', '')
return 'aside'
"""
)

# KEYS lease jobs open results; ARGV owner entry id message
DELIVER = f"""
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 'fenced' end
local told = 'late'
if #redis.call('xpending', KEYS[2], '{WORKERS}', ARGV[2], ARGV[2], 1) > 0
    and redis.call('hget', KEYS[3], ARGV[3]) == 'asked' then
  redis.call('xadd', KEYS[4], '*', 'id', ARGV[3], 'message', ARGV[4])
  redis.call('hset', KEYS[3], ARGV[3], 'answered')
  told = 'delivered'
end
redis.call('xack', KEYS[2], '{WORKERS}', ARGV[2])
redis.call('xdel', KEYS[2], ARGV[2])
return told
"""

# KEYS leader results open; ARGV owner entry id entry id ...
SETTLE = f"""
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 'fenced' end
for n = 2, #ARGV, 2 do
  redis.call('xack', KEYS[2], '{WRITER}', ARGV[n])
  redis.call('xdel', KEYS[2], ARGV[n])
  if ARGV[n + 1] ~= '' then redis.call('hdel', KEYS[3], ARGV[n + 1]) end
end
return 'settled'
"""

# KEYS leader open results jobs jobs ...; ARGV owner -> how many are open; none where no stream holds anything of them
OPEN = """
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 'fenced' end
local held = 0
for n = 3, #KEYS do held = held + redis.call('xlen', KEYS[n]) end
if held == 0 then redis.call('del', KEYS[2]) end
return redis.call('hlen', KEYS[2])
"""

# KEYS leader results dead aside open; ARGV owner entry id message reason
SPOIL = (
    BURY
    + f"""
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 'fenced' end
bury({{dead = KEYS[3], aside = KEYS[4], from = KEYS[2], entry = ARGV[2]}}, '{WRITER}', ARGV[3], ARGV[4], ARGV[5])
redis.call('hdel', KEYS[5], ARGV[3])
return 'aside'
"""
)

# KEYS lease ...; ARGV owner ms -> 1: all of them are held for that long from now; 0: one is lost, so none counts
RENEW = """
for _, lease in ipairs(KEYS) do
  if redis.call('get', lease) ~= ARGV[1] then return 0 end
end
for _, lease in ipairs(KEYS) do redis.call('pexpire', lease, ARGV[2]) end
return 1
"""

# KEYS lease; ARGV owner ms: nobody holds it for that long
LEAVE = """
if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('set', KEYS[1], 'resting', 'px', ARGV[2]) end
return 1
"""

# KEYS host; ARGV until reason forgotten_ms
REST = """
local before = redis.call('hget', KEYS[1], 'blocked_until')
if not before or before < ARGV[1] then redis.call('hset', KEYS[1], 'blocked_until', ARGV[1], 'reason', ARGV[2]) end
redis.call('hincrby', KEYS[1], 'strikes', 1)
redis.call('pexpire', KEYS[1], ARGV[3])
return 1
"""
