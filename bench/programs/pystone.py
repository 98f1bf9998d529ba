# The Dhrystone mix in Python: globals, records, calls of small functions, string comparison.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 300000

IDENT_1, IDENT_2, IDENT_3, IDENT_4, IDENT_5 = range(1, 6)


class Record:
    def __init__(self, next_record=None, discriminant=0, enum=0, number=0, text=''):
        self.next_record = next_record
        self.discriminant = discriminant
        self.enum = enum
        self.number = number
        self.text = text

    def copy(self):
        return Record(self.next_record, self.discriminant, self.enum, self.number, self.text)


int_global = 0
bool_global = False
char_1 = '\0'
char_2 = '\0'
array_1 = [0] * 51
array_2 = [[0] * 51 for _ in range(51)]
record = None
record_next = None


def run(loops):
    global int_global, bool_global, char_2, record, record_next
    record_next = Record()
    record = Record(record_next, IDENT_1, IDENT_3, 40, 'DHRYSTONE PROGRAM, SOME STRING')
    text_1 = "DHRYSTONE PROGRAM, 1'ST STRING"
    array_2[8][7] = 10
    for i in range(loops):
        procedure_5()
        procedure_4()
        a, b = 2, 3
        text_2 = "DHRYSTONE PROGRAM, 2'ND STRING"
        enum = IDENT_2
        bool_global = not function_2(text_1, text_2)
        while a < b:
            c = 5 * a - b
            c = procedure_7(a, b)
            a += 1
        procedure_8(array_1, array_2, a, c)
        record = procedure_1(record)
        letter = 'A'
        while letter <= char_2:
            if enum == function_1(letter, 'C'):
                enum = procedure_6(IDENT_1)
            letter = chr(ord(letter) + 1)
        c = b * a
        b = c // a
        b = 7 * (c - b) - a
        a = procedure_2(a)
    return a, b, c, enum


def procedure_1(given):
    given.next_record = following = record.copy()
    given.number = 5
    following.number = given.number
    following.next_record = given.next_record
    following.next_record = procedure_3(following.next_record)
    if following.discriminant == IDENT_1:
        following.number = 6
        following.enum = procedure_6(given.enum)
        following.next_record = record.next_record
        following.number = procedure_7(following.number, 10)
    else:
        given = following.copy()
    following.next_record = None
    return given


def procedure_2(number):
    total = number + 10
    while True:
        if char_1 == 'A':
            total -= 1
            number = total - int_global
            enum = IDENT_1
        if enum == IDENT_1:
            break
    return number


def procedure_3(given):
    global int_global
    if record is not None:
        given = record.next_record
    else:
        int_global = 100
    record.number = procedure_7(10, int_global)
    return given


def procedure_4():
    global char_2
    is_a = char_1 == 'A'
    is_a = is_a or bool_global
    char_2 = 'B'


def procedure_5():
    global char_1, bool_global
    char_1 = 'A'
    bool_global = False


def procedure_6(given):
    result = given
    if not function_3(given):
        result = IDENT_4
    if given == IDENT_1:
        result = IDENT_1
    elif given == IDENT_2:
        result = IDENT_1 if int_global > 100 else IDENT_4
    elif given == IDENT_3:
        result = IDENT_2
    elif given == IDENT_5:
        result = IDENT_3
    return result


def procedure_7(a, b):
    return b + a + 2


def procedure_8(one, two, a, b):
    global int_global
    at = a + 5
    one[at] = b
    one[at + 1] = one[at]
    one[at + 30] = at
    for i in range(at, at + 2):
        two[at][i] = at
    two[at][at - 1] += 1
    two[at + 20][at] = one[at]
    int_global = 5


def function_1(a, b):
    first = a
    second = first
    return IDENT_1 if second != b else IDENT_2


def function_2(a, b):
    i = 1
    while i <= 1:
        if function_1(a[i], b[i + 1]) == IDENT_1:
            letter = 'A'
            i += 1
    if 'W' <= letter <= 'Z':
        i = 7
    if letter == 'X':
        return True
    if a > b:
        i += 7
        return True
    return False


def function_3(enum):
    return enum == IDENT_3


print(run(size), array_1[8], array_2[8][7], record.number, int_global, bool_global)
