package org.tongmai.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tongmai.cli.match.Outputs;
import org.tongmai.cli.surveillance.Cells;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Problem;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What the commands that make a table of a table have in common. */
final class Outcome {

    private Outcome() {}

    /** Nothing that is read is written over. */
    static void check(CommandSpec spec, Path file, Path out, @Nullable Path explain) throws IOException {
        if (Outputs.same(file, out) || (explain != null && Outputs.same(file, explain))) {
            throw new ParameterException(
                    spec.commandLine(), "The answer would replace the file that is read; name another file.");
        }
        if (explain != null && Outputs.same(out, explain)) {
            throw new ParameterException(spec.commandLine(), "--out and --explain name the same file.");
        }
    }

    /** A value of an option that the library refuses is a wrong command line. */
    static <T> T option(CommandSpec spec, Supplier<T> value) {
        try {
            return value.get();
        } catch (Problem refused) {
            throw new ParameterException(spec.commandLine(), refused.what() + ' ' + refused.why(), refused);
        }
    }

    /** One row for each, numbered from 1. */
    static void explanations(String number, List<Explanation> explanations, BufferedWriter writer) throws IOException {
        writer.write(number + ",decided,rule,zh,en\n");
        for (int i = 0; i < explanations.size(); i++) {
            Explanation each = explanations.get(i);
            writer.write(String.join(
                            ",",
                            Integer.toString(i + 1),
                            each.decided(),
                            each.rule(),
                            Cells.text(each.sentence().zh()),
                            Cells.text(each.sentence().en()))
                    + '\n');
        }
    }
}
