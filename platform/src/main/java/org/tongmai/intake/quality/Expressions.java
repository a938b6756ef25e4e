package org.tongmai.intake.quality;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.extensions.CelStringExtensions.Function;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;

/**
 * Compiles what operators write. Nothing an expression can say reaches out of what it is given, and its cost is bounded.
 *
 * @see <a href="https://github.com/google/cel-spec/blob/master/doc/langdef.md">Common Expression Language</a>
 */
final class Expressions {

    /** Turns of all loops of one evaluation: a message of a thousand resources is gone through some twenty times. */
    static final int STEPS_MAX = 20_000;

    /** Characters of an expression. */
    private static final int LENGTH_MAX = 4_000;

    /** Brackets in brackets. */
    private static final int DEPTH_MAX = 48;

    private static final CelOptions OPTIONS = CelOptions.current()
            .comprehensionMaxIterations(STEPS_MAX)
            .maxExpressionCodePointSize(LENGTH_MAX)
            .maxParseRecursionDepth(DEPTH_MAX)
            .enableHeterogeneousNumericComparisons(true)
            .build();

    /** Without {@code replace}, which multiplies what it is given; ours is bounded. */
    private static final CelStringExtensions STRINGS = CelExtensions.strings(
            Function.CHAR_AT,
            Function.INDEX_OF,
            Function.JOIN,
            Function.LAST_INDEX_OF,
            Function.LOWER_ASCII,
            Function.SPLIT,
            Function.SUBSTRING,
            Function.TRIM,
            Function.UPPER_ASCII);

    private final CelCompiler rules = compiler(SimpleType.BOOL);
    private final CelCompiler lists = compiler(ListType.create(SimpleType.DYN));
    private final CelRuntime runtime = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addFunctionBindings(
                    CelFunctionBinding.from("notAfter_string_string", String.class, String.class, Functions::notAfter),
                    CelFunctionBinding.from("hours_string_string", String.class, String.class, Functions::hours),
                    CelFunctionBinding.from("years_string_string", String.class, String.class, Functions::years),
                    CelFunctionBinding.from("sexOf_string", String.class, Functions::sexOf),
                    CelFunctionBinding.from("different_list", List.class, Functions::different),
                    CelFunctionBinding.from(
                            "replaced_string_string_string",
                            List.of(String.class, String.class, String.class),
                            of -> Functions.replaced((String) of[0], (String) of[1], (String) of[2])))
            .addLibraries(STRINGS, CelExtensions.optional())
            .build();

    private static CelCompiler compiler(CelType result) {
        CelType texts = ListType.create(SimpleType.STRING);
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(STRINGS, CelExtensions.optional())
                .addVar("message", MapType.create(SimpleType.STRING, SimpleType.STRING))
                .addVar("resources", MapType.create(SimpleType.STRING, ListType.create(SimpleType.DYN)))
                .addVar("elements", MapType.create(SimpleType.STRING, texts))
                .addVar("wrong", MapType.create(SimpleType.STRING, texts))
                .addVar("day", MapType.create(SimpleType.STRING, SimpleType.INT))
                .addFunctionDeclarations(
                        function("notAfter", SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING),
                        function("hours", SimpleType.DOUBLE, SimpleType.STRING, SimpleType.STRING),
                        function("years", SimpleType.INT, SimpleType.STRING, SimpleType.STRING),
                        function("sexOf", SimpleType.STRING, SimpleType.STRING),
                        CelFunctionDecl.newFunctionDeclaration(
                                "different",
                                CelOverloadDecl.newGlobalOverload(
                                        "different_list", SimpleType.INT, ListType.create(SimpleType.DYN))),
                        CelFunctionDecl.newFunctionDeclaration(
                                "replace",
                                CelOverloadDecl.newMemberOverload(
                                        "replaced_string_string_string",
                                        SimpleType.STRING,
                                        SimpleType.STRING,
                                        SimpleType.STRING,
                                        SimpleType.STRING)))
                .setResultType(result)
                .build();
    }

    private static CelFunctionDecl function(String name, CelType result, CelType... of) {
        return CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newGlobalOverload(name + "_string".repeat(of.length), result, of));
    }

    /** What is wrong with an expression; says where. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String why) {
            super(why);
        }
    }

    /** An expression that is true or false. */
    Expression rule(String text) throws Wrong {
        return compiled(rules, text);
    }

    /** An expression that names values. */
    Expression values(String text) throws Wrong {
        return compiled(lists, text);
    }

    private Expression compiled(CelCompiler compiler, String text) throws Wrong {
        try {
            CelAbstractSyntaxTree tree = compiler.compile(text).getAst();
            return new Expression(text, runtime.createProgram(tree));
        } catch (CelValidationException wrong) {
            String first =
                    String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
            throw new Wrong(first.replaceFirst("^ERROR: <input>:\\d+:(\\d+): ", "At character $1: "));
        } catch (CelEvaluationException wrong) {
            throw new Wrong(String.valueOf(wrong.getMessage()));
        }
    }
}
