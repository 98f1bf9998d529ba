# SystemExit with an integer: silent, status is the code; finally blocks run.
def stop():
    try:
        raise SystemExit(7)
    finally:
        print('finally')
print('start')
stop()
