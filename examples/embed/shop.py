"""Asks its host for prices and for a confirmation; see embed.c."""
from perdure import perform

total = 0
for item in ["tea", "bread", "jam"]:
    price = perform("price", item)
    total += price
    print(f"{item:8}{price:6.2f}")
answer = perform("confirm", total)
print(f"{'total':8}{total:6.2f}, confirmed by {answer['by']}")
