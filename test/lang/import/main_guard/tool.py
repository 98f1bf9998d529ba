NAME = __name__
ran_main = False
log = []
def main(args):
    global ran_main
    ran_main = True
    log.extend(args)
if __name__ == '__main__':
    main(['direct'])
log.append('imported')
