"""About 100 MB of records: dicts with numbers, texts and lists, and instances."""


class Account:
    def __init__(self, number):
        self.number = number
        self.owner = f"owner {number}"
        self.balance = number / 7


records = []
for i in range(290_000):
    records.append({"id": i, "name": f"record {i}", "score": i / 3, "tags": [i, i + 1, i + 2],
                    "account": Account(i)})
input()
