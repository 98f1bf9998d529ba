"""A run that has just begun and waits."""
name = input("name: ")
print("hello,", name)
