package org.tongmai.fhir;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.r4.fhirpath.ExpressionNode;
import org.hl7.fhir.r4.fhirpath.ExpressionNode.Function;
import org.hl7.fhir.r4.fhirpath.ExpressionNode.Operation;
import org.hl7.fhir.r4.fhirpath.FHIRPathEngine;
import org.hl7.fhir.r4.fhirpath.FHIRPathUtilityClasses;
import org.hl7.fhir.r4.model.Base;
import org.tongmai.kernel.Problem;

/**
 * The path of a patch operation: FHIRPath that goes from the resource to one of its elements.
 *
 * <p>Only what looks down from where it stands is taken. So the work is in proportion to the resource: nothing multiplies
 * collections ({@code select}, {@code repeat}, {@code |}, {@code %resource}), nothing runs a pattern of the client's.
 */
final class PatchPath {

    /** Characters of a path. */
    static final int LENGTH_MAX = 1_000;

    /** Brackets within brackets. */
    private static final int NESTING_MAX = 16;

    private static final Set<Function> FUNCTIONS = EnumSet.of(
            Function.Where,
            Function.Exists,
            Function.Empty,
            Function.Not,
            Function.All,
            Function.Count,
            Function.First,
            Function.Last,
            Function.Tail,
            Function.Skip,
            Function.Take,
            Function.Single,
            Function.Item,
            Function.As,
            Function.Is,
            Function.OfType,
            Function.Extension,
            Function.HasValue,
            Function.StartsWith,
            Function.EndsWith,
            Function.Contains,
            Function.Lower,
            Function.Upper,
            Function.Length,
            Function.ToString);

    private static final Set<Operation> OPERATIONS = EnumSet.of(
            Operation.Equals,
            Operation.NotEquals,
            Operation.LessThan,
            Operation.LessOrEqual,
            Operation.Greater,
            Operation.GreaterOrEqual,
            Operation.And,
            Operation.Or,
            Operation.Xor,
            Operation.Implies,
            Operation.Is,
            Operation.As);

    private PatchPath() {}

    /** @throws Problem {@code fhir.patch-path-wrong} */
    static ExpressionNode parse(String path, List<String> where) {
        if (path.isBlank() || path.length() > LENGTH_MAX || nesting(path) > NESTING_MAX) {
            throw PatchRefusals.pathWrong("It is empty, or longer or deeper nested than is taken.", where);
        }
        try {
            ExpressionNode expression = FhirPaths.engine().parse(path);
            refuseCostly(expression, where);
            return expression;
        } catch (FHIRException e) {
            throw PatchRefusals.pathWrong("It is not FHIRPath.", where);
        }
    }

    /** The elements that the path finds. */
    static List<Base> find(ModelTree tree, ExpressionNode path, List<String> where) {
        FHIRPathEngine engine = FhirPaths.engine();
        try {
            return new ArrayList<>(engine.evaluate(null, tree.model(), tree.model(), (Base) tree.model(), path));
        } catch (RuntimeException e) { // the engine says in many ways that it cannot do something, units for one
            throw PatchRefusals.pathWrong("It cannot be evaluated on this resource.", where);
        }
    }

    private static int nesting(String path) {
        int deepest = 0;
        int depth = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '(' || c == '[' || c == '{') {
                deepest = Math.max(deepest, ++depth);
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
            }
        }
        return deepest;
    }

    private static void refuseCostly(ExpressionNode from, List<String> where) {
        for (ExpressionNode node = from; node != null; node = node.getInner()) {
            boolean fits =
                    switch (node.getKind()) {
                        case Function -> FUNCTIONS.contains(node.getFunction());
                        case Constant -> !(node.getConstant() instanceof FHIRPathUtilityClasses.FHIRConstant);
                        case Name, Group, Unary -> true;
                    };
            if (!fits || (node.getOperation() != null && !OPERATIONS.contains(node.getOperation()))) {
                throw PatchRefusals.pathWrong(
                        "Only what goes down from the resource is taken: members, [index], where(), first(), ofType(),"
                                + " extension() and the like, with comparisons, and, or.",
                        where);
            }
            if (node.getGroup() != null) {
                refuseCostly(node.getGroup(), where);
            }
            if (node.getParameters() != null) {
                node.getParameters().forEach(parameter -> refuseCostly(parameter, where));
            }
            if (node.getOpNext() != null) {
                refuseCostly(node.getOpNext(), where);
            }
        }
    }
}
