# DeltaBlue: an incremental solver of one-way constraints with strengths; many small methods.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 14000

REQUIRED, STRONG_PREFERRED, PREFERRED, STRONG_DEFAULT, NORMAL, WEAK_DEFAULT, WEAKEST = range(7)
NONE, FORWARD, BACKWARD = 0, 1, -1


class Variable:
    def __init__(self, name, value=0):
        self.name = name
        self.value = value
        self.constraints = []
        self.determined_by = None
        self.mark = 0
        self.walk_strength = WEAKEST
        self.stay = True


class Constraint:
    def __init__(self, planner, strength):
        self.planner = planner
        self.strength = strength

    def add(self):
        for variable in self.variables():
            variable.constraints.append(self)
        self.unsatisfy()
        self.planner.incremental_add(self)

    def destroy(self):
        if self.is_satisfied():
            self.planner.incremental_remove(self)
        for variable in self.variables():
            if self in variable.constraints:
                variable.constraints.remove(self)

    def is_input(self):
        return False

    def satisfy(self, mark):
        """Takes its output over; the constraint that had determined it, if any."""
        self.choose(mark)
        if not self.is_satisfied():
            if self.strength == REQUIRED:
                raise RuntimeError('a required constraint cannot be satisfied')
            return None
        for variable in self.inputs():
            variable.mark = mark
        out = self.output()
        overridden = out.determined_by
        if overridden is not None:
            overridden.unsatisfy()
        out.determined_by = self
        if not self.planner.add_propagate(self, mark):
            raise RuntimeError('a cycle')
        out.mark = mark
        return overridden

    def inputs_known(self, mark):
        for variable in self.inputs():
            if variable.mark != mark and not variable.stay and variable.determined_by is not None:
                return False
        return True


class Unary(Constraint):
    def __init__(self, planner, variable, strength):
        super().__init__(planner, strength)
        self.my_output = variable
        self.satisfied = False
        self.add()

    def variables(self):
        return [self.my_output]

    def inputs(self):
        return []

    def output(self):
        return self.my_output

    def is_satisfied(self):
        return self.satisfied

    def unsatisfy(self):
        self.satisfied = False

    def choose(self, mark):
        out = self.my_output
        self.satisfied = out.mark != mark and self.strength < out.walk_strength

    def recalculate(self):
        self.my_output.walk_strength = self.strength
        self.my_output.stay = not self.is_input()
        if self.my_output.stay:
            self.execute()

    def execute(self):
        pass


class Stay(Unary):
    pass


class Edit(Unary):
    def is_input(self):
        return True


class Binary(Constraint):
    def __init__(self, planner, first, second, strength):
        super().__init__(planner, strength)
        self.first = first
        self.second = second
        self.direction = NONE
        self.add()

    def variables(self):
        return [self.first, self.second]

    def is_satisfied(self):
        return self.direction != NONE

    def unsatisfy(self):
        self.direction = NONE

    def input(self):
        return self.first if self.direction == FORWARD else self.second

    def inputs(self):
        return [self.input()]

    def output(self):
        return self.second if self.direction == FORWARD else self.first

    def choose(self, mark):
        first, second, strength = self.first, self.second, self.strength
        if first.mark == mark:
            free = second.mark != mark and strength < second.walk_strength
            self.direction = FORWARD if free else NONE
        elif second.mark == mark:
            self.direction = BACKWARD if strength < first.walk_strength else NONE
        elif first.walk_strength > second.walk_strength:
            self.direction = BACKWARD if strength < first.walk_strength else NONE
        else:
            self.direction = FORWARD if strength < second.walk_strength else NONE

    def recalculate(self):
        source, out = self.input(), self.output()
        out.walk_strength = max(self.strength, source.walk_strength)
        out.stay = source.stay
        if out.stay:
            self.execute()


class Equal(Binary):
    def execute(self):
        self.output().value = self.input().value


class Scale(Binary):
    def __init__(self, planner, first, scale, offset, second, strength):
        self.scale = scale
        self.offset = offset
        super().__init__(planner, first, second, strength)

    def variables(self):
        return [self.first, self.second, self.scale, self.offset]

    def inputs(self):
        return [self.input(), self.scale, self.offset]

    def execute(self):
        if self.direction == FORWARD:
            self.second.value = self.first.value * self.scale.value + self.offset.value
        else:
            self.first.value = (self.second.value - self.offset.value) // self.scale.value

    def recalculate(self):
        source, out = self.input(), self.output()
        out.walk_strength = max(self.strength, source.walk_strength)
        out.stay = source.stay and self.scale.stay and self.offset.stay
        if out.stay:
            self.execute()


class Planner:
    def __init__(self):
        self.current_mark = 0

    def new_mark(self):
        self.current_mark += 1
        return self.current_mark

    def incremental_add(self, constraint):
        mark = self.new_mark()
        overridden = constraint.satisfy(mark)
        while overridden is not None:
            overridden = overridden.satisfy(mark)

    def incremental_remove(self, constraint):
        out = constraint.output()
        constraint.unsatisfy()
        unsatisfied = self.remove_propagate(out)
        for strength in range(REQUIRED, WEAKEST + 1):
            for other in unsatisfied:
                if other.strength == strength:
                    self.incremental_add(other)

    def plan_of(self, sources):
        mark = self.new_mark()
        plan = []
        todo = list(sources)
        while todo:
            constraint = todo.pop()
            if constraint.output().mark != mark and constraint.inputs_known(mark):
                plan.append(constraint)
                constraint.output().mark = mark
                self.add_consumers(constraint.output(), todo)
        return plan

    def add_propagate(self, constraint, mark):
        todo = [constraint]
        while todo:
            each = todo.pop()
            if each.output().mark == mark:
                self.incremental_remove(constraint)
                return False
            each.recalculate()
            self.add_consumers(each.output(), todo)
        return True

    def remove_propagate(self, out):
        out.determined_by = None
        out.walk_strength = WEAKEST
        out.stay = True
        unsatisfied = []
        todo = [out]
        while todo:
            variable = todo.pop()
            unsatisfied += [c for c in variable.constraints if not c.is_satisfied()]
            for constraint in variable.constraints:
                if constraint is not variable.determined_by and constraint.is_satisfied():
                    constraint.recalculate()
                    todo.append(constraint.output())
        return unsatisfied

    def add_consumers(self, variable, todo):
        for constraint in variable.constraints:
            if constraint is not variable.determined_by and constraint.is_satisfied():
                todo.append(constraint)

    def change(self, variable, values):
        edit = Edit(self, variable, PREFERRED)
        plan = self.plan_of([edit])
        for value in values:
            variable.value = value
            for constraint in plan:
                constraint.execute()
        edit.destroy()


def chain(n):
    planner = Planner()
    variables = [Variable('v%d' % i) for i in range(n + 1)]
    for first, second in zip(variables, variables[1:]):
        Equal(planner, first, second, REQUIRED)
    Stay(planner, variables[-1], STRONG_DEFAULT)
    planner.change(variables[0], range(40))
    return variables[-1].value


def projection(n):
    planner = Planner()
    scale, offset = Variable('scale', 10), Variable('offset', 1000)
    sources, targets = [], []
    for i in range(n):
        source, target = Variable('s%d' % i, i), Variable('t%d' % i, i)
        sources.append(source)
        targets.append(target)
        Stay(planner, source, NORMAL)
        Scale(planner, source, scale, offset, target, REQUIRED)
    planner.change(sources[-1], range(17, 27))
    results = [targets[-1].value]
    planner.change(targets[-1], range(1050, 1060))
    results.append(sources[-1].value)
    planner.change(scale, range(5))
    results.append(sum(t.value for t in targets[:-1]))
    planner.change(offset, range(1990, 2000))
    results.append(sum(t.value for t in targets[:-1]))
    return results


print(chain(size), projection(size))
