# A misspelt name suggests the close one.
def total(values):
    result = 0
    for value in values:
        result += valeu
    return result
print(total([]))
total([1])
