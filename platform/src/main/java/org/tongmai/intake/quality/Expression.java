package org.tongmai.intake.quality;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An expression of the Common Expression Language, compiled and checked. */
final class Expression {

    private final String text;
    private final CelRuntime.Program program;

    Expression(String text, CelRuntime.Program program) {
        this.text = text;
        this.program = program;
    }

    String text() {
        return text;
    }

    /** Nothing where it cannot be told: a member that it reads is not there, or it takes too many steps. */
    Optional<Boolean> holds(Map<String, Object> variables) {
        return value(variables) instanceof Boolean told ? Optional.of(told) : Optional.empty();
    }

    /** The values it names, lists in lists laid out, without empty ones; none where it cannot be told. */
    List<String> values(Map<String, Object> variables) {
        return value(variables) instanceof List<?> list
                ? list.stream().flatMap(Expression::flat).toList()
                : List.of();
    }

    /** Null where it cannot be told. Whatever a rule does wrong, the message it judges comes in. */
    private @Nullable Object value(Map<String, Object> variables) {
        try {
            return program.eval(variables);
        } catch (CelEvaluationException | RuntimeException untold) {
            return null;
        }
    }

    private static Stream<String> flat(Object each) {
        if (each instanceof List<?> list) {
            return list.stream().flatMap(Expression::flat);
        }
        String text = each instanceof String string ? string : String.valueOf(each);
        return text.isEmpty() ? Stream.empty() : Stream.of(text);
    }
}
