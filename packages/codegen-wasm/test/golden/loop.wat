locals 12 i32
local_get 0
i32_const 1
i32_store align=2 +24
local_get 0
i32_load align=2 +12
local_set 1
local_get 0
i32_atomic_load align=2 +192
local_get 1
i32_const 0
i32_lt_s
i32_or
i32_const 4194304
i64_load align=3 +0
i64_const 4294967297
i64_ne
i32_or
if
  local_get 0
  i32_const 4194304
  return_call 1
end
local_get 0
i32_load align=0 +320
local_get 0
i32_load align=0 +324
local_get 0
i32_load align=0 +328
local_get 0
i32_load align=0 +688
local_set 7
local_set 6
local_set 5
local_set 4
loop
  local_get 1
  i32_const 4
  i32_sub
  local_set 1
  local_get 4
  i32_const 8
  i32_shr_u
  i32_const 1008
  i32_and
  local_get 0
  i32_add
  local_tee 2
  i32_load align=2 +2130688
  local_get 4
  i32_const -4096
  i32_and
  i32_eq
  if i32
    local_get 4
    local_get 2
    i32_load align=2 +2130696
    i32_add
    i32_load8_u align=0 +0
  else
    local_get 0
    local_get 4
    i32_store align=0 +320
    local_get 0
    local_get 5
    i32_store align=0 +324
    local_get 0
    local_get 7
    i32_store align=0 +688
    local_get 0
    local_get 1
    i32_const 4096
    i32_const 694
    i32_const 0
    local_get 4
    call 6
    local_tee 2
    if
      local_get 2
      return
    end
    local_get 0
    i32_load align=2 +12
    local_set 1
    local_get 0
    i32_load align=0 +48
  end
  local_set 8
  local_get 4
  i32_const 1
  i32_add
  local_tee 9
  local_get 6
  i32_lt_u
  local_tee 10
  if
    local_get 0
    i32_atomic_load align=2 +192
    local_get 1
    i32_const 0
    i32_lt_s
    i32_or
    i32_const 4194304
    i64_load align=3 +0
    i64_const 4294967297
    i64_ne
    i32_or
    if
      local_get 0
      local_get 1
      i32_store align=2 +12
      local_get 0
      local_get 9
      i32_store align=0 +320
      local_get 0
      local_get 5
      local_get 8
      i32_add
      local_tee 11
      i32_store align=0 +324
      local_get 0
      local_get 9
      local_get 6
      i32_eq
      local_tee 12
      i32_store align=0 +688
      local_get 0
      i32_const 4096
      i32_store align=2 +0
      local_get 0
      i32_const 4194304
      return_call 1
    end
    local_get 9
    local_get 5
    local_get 8
    i32_add
    local_tee 11
    local_get 9
    local_get 6
    i32_eq
    local_tee 12
    local_set 7
    local_set 5
    local_set 4
    br 1
  end
  local_get 0
  local_get 1
  i32_store align=2 +12
  local_get 0
  local_get 9
  i32_store align=0 +320
  local_get 0
  local_get 5
  local_get 8
  i32_add
  local_tee 11
  i32_store align=0 +324
  local_get 0
  local_get 9
  local_get 6
  i32_eq
  local_tee 12
  i32_store align=0 +688
  local_get 0
  i32_const 4112
  i32_store align=2 +0
  local_get 0
  i32_const 4194304
  i32_const 4194480
  return_call 7
end
unreachable
end
