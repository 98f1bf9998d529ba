# NameError at module level inside an if and a loop, no similar name.
for i in range(3):
    if i == 1:
        print(i, xylophone_qq)
    print(i)
