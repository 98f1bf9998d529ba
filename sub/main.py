import helper
print("before")
helper.f(0)
