# Notes follow the message, line by line.
def work():
    try:
        raise ValueError('the message')
    except ValueError as e:
        e.add_note('first note')
        e.add_note('second note\nwith two lines')
        raise
work()
