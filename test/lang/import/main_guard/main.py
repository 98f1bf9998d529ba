# __name__ == '__main__' in main and in modules; code after the guard; module-level state.
import tool
print(__name__, tool.NAME, tool.ran_main)
if __name__ == '__main__':
    print('guard entered')
    tool.main(['a', 'b'])
else:
    print('never')
print(tool.log)
from tool import log
log.append('shared')
print(tool.log is log, tool.log, tool.__name__)
def main(): return 'main here'
import uses_main_name
print(uses_main_name.result)
