package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tongmai evaluate} tells of each method what it finds and what it costs, and the same twice. */
class EvaluateCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void eachMethodHasACurveAndTheFusionFindsMoreThanAnySingleOne() throws IOException {
        int code = run("--seeds", "21", "--counties", "8", "--years", "5", "--outbreaks", "8");

        assertThat(code).as(err.toString()).isEqualTo(Exit.OK);
        List<String[]> best = Files.readAllLines(folder.resolve("budget.csv")).stream()
                .skip(1)
                .filter(line -> line.startsWith("reported,"))
                .map(line -> line.substring("reported,".length()).split(","))
                .toList();
        assertThat(best).extracting(cells -> cells[0]).contains("fusion", "ears-c2", "farrington-flexible");
        double fused = Double.parseDouble(best.getFirst()[4]);
        assertThat(best.getFirst()[0]).isEqualTo("fusion");
        assertThat(fused).isGreaterThan(0.5);
        assertThat(best.subList(1, best.size()))
                .allSatisfy(cells -> assertThat(Double.parseDouble(cells[4])).isLessThanOrEqualTo(fused));
        assertThat(best)
                .allSatisfy(cells -> assertThat(Double.parseDouble(cells[9])).isLessThanOrEqualTo(1));
        assertThat(folder.resolve("tradeoff.svg")).content().contains("<polyline", ">fusion<");
        assertThat(out.toString()).contains("outbreaks of 10 or more reported cases");
    }

    @Test
    void yearsWithoutAPastAreRefused() {
        assertThat(run("--years", "4")).isEqualTo(Exit.USAGE);
        assertThat(err.toString()).contains("--years");
    }

    private int run(String... options) {
        String[] line = new String[options.length + 3];
        line[0] = "evaluate";
        System.arraycopy(options, 0, line, 1, options.length);
        line[options.length + 1] = "--out";
        line[options.length + 2] = folder.toString();
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), line);
    }
}
