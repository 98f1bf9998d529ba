# What is said of `is` with a literal behind `not` names the comparison that is made in the end.
x = "a"
print(not (x is not "s"))
print(not (x is "s"))
print(not not (x is "s"))
print(not not not (x is not "s"))
print(not ("q" is x is not "s"))
if not x is "s":
    print("one")
if not not x is not "s":
    print("two")
print((not x is 1) if not (x is not ()) else not (x == "a"))
print([y for y in "ab" if not y is "s"])
