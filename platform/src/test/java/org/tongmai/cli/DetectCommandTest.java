package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tongmai detect} reads series as people have them, and says of a broken one what is wrong with it. */
class DetectCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private Path input = Path.of("");
    private Path alarms = Path.of("");

    @BeforeEach
    void copy() throws IOException {
        input = folder.resolve("series.csv");
        alarms = folder.resolve("alarms.csv");
        try (var in = Objects.requireNonNull(
                DetectCommandTest.class.getResourceAsStream("/org/tongmai/surveillance/detect/salmonella.agona.csv"))) {
            Files.copy(in, input);
        }
    }

    @Test
    void writesARowForEachEvaluatedPeriodInFullPrecision() throws IOException {
        int code = run("farrington", "--param", "b=3", "--param", "alpha=0.01", "--range", "209:312");

        List<String> lines = Files.readAllLines(alarms);
        assertThat(code).isEqualTo(Exit.OK);
        assertThat(lines).hasSize(105);
        assertThat(lines.getFirst()).isEqualTo("place,index,observed,expected,upperbound,score,alarm");
        assertThat(lines.get(1)).startsWith(",209,1,").endsWith(",0,0,0");
        assertThat(Double.parseDouble(lines.get(2).split(",")[4])).isBetween(5.32761282538, 5.32761282539);
        assertThat(out.toString()).contains("1 series, 104 periods evaluated");
    }

    @Test
    void evaluatesAllThatTheMethodCanWhereNobodySaysFromWhere() throws IOException {
        run("ears-c3");

        List<String> lines = Files.readAllLines(alarms);
        assertThat(lines.get(1)).startsWith(",12,");
        assertThat(lines).hasSize(1 + 312 - 11);
    }

    @Test
    void placesAndTheOrderOfRowsDoNotMatter() throws IOException {
        var random = new Random(3);
        var rows = new ArrayList<String>();
        for (String place : List.of("杭州", "宁波", "\"a, \"\"b\"\"\"")) {
            IntStream.rangeClosed(1, 40).forEach(t -> rows.add(place + "," + t + "," + random.nextInt(9)));
        }
        write("place,index,observed\n" + String.join("\n", rows) + "\n");
        run("ears-c1");
        List<String> inOrder = Files.readAllLines(alarms);

        Collections.shuffle(rows, random);
        write("place,index,observed\n" + String.join("\n", rows) + "\n");
        run("ears-c1");

        assertThat(Files.readAllLines(alarms)).containsExactlyInAnyOrderElementsOf(inOrder);
        assertThat(inOrder).hasSize(1 + 3 * 33);
        assertThat(inOrder.getLast()).startsWith("\"a, \"\"b\"\"\",40,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GB18030", "UTF-8", "UTF-16LE"})
    void chineseHeadersInAnyEncodingAreRead(String encoding) throws IOException {
        String mark = encoding.startsWith("UTF") ? "\ufeff" : "";
        var text = new StringBuilder(mark + "地区;期;日期;观察数\n");
        IntStream.rangeClosed(1, 30)
                .forEach(t -> text.append("余杭区;")
                        .append(t)
                        .append(";2026年1月")
                        .append(t)
                        .append("日;3\n"));
        Files.writeString(input, text, Charset.forName(encoding));

        assertThat(run("ears-c1", "--explain", folder.resolve("why.csv"))).isEqualTo(Exit.OK);

        assertThat(Files.readAllLines(alarms).get(1)).isEqualTo("余杭区,8,3,3,3,,0");
        assertThat(folder.resolve("why.csv")).hasContent("place,index,rule,zh,en\n");
    }

    @Test
    void alarmsAreExplainedInBothLanguages() throws IOException {
        write("index,observed\n" + counts(20, "2") + "21,40\n");

        run("ears-c1", "--param", "minSigma=1", "--explain", folder.resolve("why.csv"));

        assertThat(folder.resolve("why.csv"))
                .hasContent("place,index,rule,zh,en\n,21,detect.ears-c1@1,观察 40 例，期望 2 例，上限 5.09，统计量 38：预警。,"
                        + "\"40 cases, 2 expected, bound 5.09, score 38: alarm.\"\n");
    }

    @Test
    void aMissingCountIsEmptyOrNa() throws IOException {
        write("index,observed\n" + counts(10, "2") + "11,\n12,NA\n13,2\n");

        assertThat(run("ears-c1", "--range", "10:13")).isEqualTo(Exit.OK);

        assertThat(Files.readAllLines(alarms))
                .containsExactly(
                        "place,index,observed,expected,upperbound,score,alarm",
                        ",10,2,2,2,,0",
                        ",11,,2,2,,",
                        ",12,,,,,",
                        ",13,2,,,,");
    }

    @Test
    void anEpochMayBeADate() throws IOException {
        var text = new StringBuilder("epoch,observed\n");
        IntStream.rangeClosed(1, 28)
                .forEach(t -> text.append("2026-02-")
                        .append(t < 10 ? "0" : "")
                        .append(t)
                        .append(",1\n"));
        write(text.toString());

        assertThat(run("ears-c1")).isEqualTo(Exit.OK);
        assertThat(Files.readAllLines(alarms)).hasSize(22);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            index,count\\n1,2\\n                            | cli.series-column-missing | observed
            observed\\n1\\n                                 | cli.series-column-missing | index
            index,observed\\n1,2\\n2,two\\n                 | cli.series-value-wrong    | Row 2 has 'two' in the column observed
            index,observed\\n1,2\\n2,-1\\n                  | cli.series-value-wrong    | Row 2 has '-1'
            index,observed\\n1,2\\n2,1.5\\n                 | cli.series-value-wrong    | Row 2 has '1.5'
            index,observed\\n1,2\\nb,1\\n                   | cli.series-value-wrong    | Row 2 has 'b' in the column index
            index,observed\\n1,2\\n2,3\\n2,4\\n             | cli.series-index-repeated | Rows 2 and 3
            index,observed\\n1,2\\n2,3\\n4,4\\n             | cli.series-gap            | After index 2 comes 4
            index,date,observed\\n1,2026-02-30,2\\n         | cli.series-value-wrong    | '2026-02-30' in the column date
            index,date,observed\\n1,2026-01-05,2\\n2,,2\\n  | cli.series-dates-wrong    | do not go with the periods
            index,date,observed\\n1,2026-01-05,2\\n2,2026-01-04,2\\n | cli.series-dates-wrong | do not go
            index,observed\\n1,2,3\\n                       | cli.table-ragged          | Line 2 has 3 values
            index,observed\\n                               | cli.table-empty           | no records
            index,observed\\n1,2\\n2,3\\n                   | cli.series-short          | has 2 periods
            """)
    void aBrokenFileIsRefusedInPlainWords(String text, String code, String word) throws IOException {
        write(text.replace("\\n", "\n"));

        int exit = run("ears-c1");

        assertThat(exit).isIn(Exit.CONFIG, Exit.FAILED);
        assertThat(err.toString()).contains(code, word, "why:", "mend:");
        assertThat(alarms).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --method farington                        | There is no method 'farington'. The methods are ears-c1
            --method ears-c1 --param b=3              | ears-c1 has no parameter 'b'. Its parameters are alpha, baseline, minSigma.
            --method ears-c1 --param alpha=two        | The parameter alpha cannot be 'two'. It is a number.
            --method ears-c1 --param baseline         | NAME=VALUE
            --method ears-c1 --range 12               | '12' is not a range such as 209:312
            --method ears-c1 --range 20:12            | '20:12' is not a range
            --method lr-poisson                       | lr-poisson needs it
            --method ears-c1 --frequency 0            | --frequency is 1 or more
            """)
    void aWrongCommandLineIsSaidInOneLine(String options, String word) {
        var arguments = new ArrayList<>(List.of("detect", input.toString(), "--out", alarms.toString()));
        arguments.addAll(List.of(options.split(" ")));

        int exit = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));

        assertThat(exit).isEqualTo(Exit.USAGE);
        assertThat(err.toString()).contains(word);
        assertThat(alarms).doesNotExist();
    }

    @Test
    void aRangeBeyondTheSeriesIsRefused() {
        assertThat(run("ears-c1", "--range", "300:313")).isEqualTo(Exit.CONFIG);
        assertThat(err.toString()).contains("cli.series-range", "Its periods are 1:312.");
    }

    @Test
    void aPeriodThatTheMethodCannotReachBackFromIsNamed() {
        assertThat(run("farrington-flexible", "--range", "100:110")).isEqualTo(Exit.FAILED);
        assertThat(err.toString()).contains("Too little lies before period 100.", "surveillance.series-short");
    }

    @Test
    void theInputIsNeverReplaced() throws IOException {
        String before = Files.readString(input);

        assertThat(Main.run(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        "detect",
                        input.toString(),
                        "--method",
                        "ears-c1",
                        "--out",
                        input.toString()))
                .isEqualTo(Exit.USAGE);
        assertThat(input).hasContent(before);
    }

    private static String counts(int most, String count) {
        var text = new StringBuilder();
        IntStream.rangeClosed(1, most)
                .forEach(t -> text.append(t).append(',').append(count).append('\n'));
        return text.toString();
    }

    private void write(String text) throws IOException {
        Files.writeString(input, text, StandardCharsets.UTF_8);
    }

    private int run(String method, Object... options) {
        String[] all = Stream.concat(
                        Stream.of("detect", input, "--method", method, "--out", alarms), Stream.of(options))
                .map(Object::toString)
                .toArray(String[]::new);
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }
}
