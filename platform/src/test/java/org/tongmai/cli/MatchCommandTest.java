package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tongmai match} answers in the order of its input, says what it took each column for, and leaves nothing half written. */
class MatchCommandTest {

    private static final String CHINESE = """
            编号,姓名,性别,出生日期,手机号,住址
            1,王伟,男,1980-05-06,13957110001,杭州市西湖区文三路12号
            2,王偉,男,1980-05-06,13957110001,杭州市西湖区文三路12号
            3,李娜,女,1991-12-01,13957110002,杭州市上城区中山路8号
            4,张敏,女,1975-03-09,13957110003,杭州市下城区体育场路6号
            5,李娜,女,1991-12-01,13957110002,杭州市上城区中山路8号
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private Path input = Path.of("");
    private Path clusters = Path.of("");

    @BeforeEach
    void copy() throws IOException {
        input = folder.resolve("people.csv");
        clusters = folder.resolve("clusters.csv");
        try (var in = Objects.requireNonNull(
                MatchCommandTest.class.getResourceAsStream("/org/tongmai/person/linkage/fake_1000.csv"))) {
            Files.copy(in, input);
        }
    }

    @Test
    void writesOneRowForEachRowInItsOrder() throws IOException {
        int code = run(input, "--out", clusters);

        List<String> lines = Files.readAllLines(clusters);
        assertThat(code).isEqualTo(Exit.OK);
        assertThat(lines).hasSize(1_001);
        assertThat(lines.subList(0, 2)).containsExactly("unique_id,cluster", "0,1");
        assertThat(lines.getLast()).startsWith("999,");
        assertThat(out.toString())
                .contains("1,000 records", "dob", "birth_date", "clusters, the largest of", " s, written to");
    }

    @Test
    void neverUsesTheTruthUnasked() throws IOException {
        run(input, "--out", clusters);
        assertThat(out.toString()).containsPattern("cluster +not used: may hold the truth");
        String blind = Files.readString(clusters);

        run(input, "--truth", "cluster", "--out", clusters);

        assertThat(clusters).hasContent(blind);
        assertThat(out.toString()).containsPattern("precision 0\\.99.*recall 0\\.9.*F1 0\\.9");
    }

    @Test
    void reportsInJson() {
        run(input, "--truth", "cluster", "--json", "--out", clusters);

        JsonNode report = JsonMapper.builder().build().readTree(out.toString());
        assertThat(report.path("records").asInt()).isEqualTo(1_000);
        assertThat(report.path("score").path("f1").asDouble()).isGreaterThan(0.97);
    }

    @Test
    void explainsEachPair() throws IOException {
        Path pairs = folder.resolve("pairs.csv");

        run(input, "--out", clusters, "--explain", pairs);

        List<String> lines = Files.readAllLines(pairs);
        assertThat(lines.getFirst())
                .startsWith("id_1,id_2,decision,bits,needed,prior,together,first_name,first_name bits")
                .endsWith("would change");
        assertThat(lines.get(1)).contains(",linked,", "same");
        assertThat(lines).anyMatch(line -> line.contains(",near,"));
    }

    @Test
    void aTrainedModelIsUsedAgain() throws IOException {
        Path model = folder.resolve("m.json");
        run(input, "--out", clusters);
        String fitted = Files.readString(clusters);

        run("--train", input, "--out", model);
        run(input, "--model", model, "--out", clusters);

        assertThat(clusters).hasContent(fitted);
        assertThat(model).content().contains("\"version\" : 1", "one-slip").doesNotContain("@", "Robert");
    }

    @Test
    void readsWhatChineseSystemsWrite() throws IOException {
        for (Charset charset : List.of(StandardCharsets.UTF_8, Charset.forName("GB18030"), StandardCharsets.UTF_16)) {
            Files.writeString(input, charset.equals(StandardCharsets.UTF_8) ? "\uFEFF" + CHINESE : CHINESE, charset);

            assertThat(run(input, "--out", clusters)).as(charset.name()).isEqualTo(Exit.OK);

            assertThat(clusters).as(charset.name()).hasContent("编号,cluster\n1,1\n2,1\n3,2\n4,3\n5,2\n");
        }
        assertThat(out.toString()).containsPattern("姓名 +full_name").containsPattern("编号 +id");
    }

    @Test
    void columnsCanBeMappedByHand() throws IOException {
        Files.writeString(
                input, CHINESE.replace("姓名", "谁").replace("住址", "where").replace("编号", "n"));

        run(input, "--id", "n", "--columns", "谁=full_name,where=address,性别=ignore", "--out", clusters);

        assertThat(clusters).hasContent("n,cluster\n1,1\n2,1\n3,2\n4,3\n5,2\n");
        assertThat(out.toString()).containsPattern("谁 +full_name").containsPattern("性别 +not used");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a,b\\n1,2\\n|--id c|cli.column-unknown
            first_name,dob\\nAnn,1990-01-02\\nBob|--out x|cli.table-ragged
            first_name,dob\\nAnn,"1990-01-02\\nBob,1991-01-01|--out x|cli.table-quote-open
            first_name,first_name\\nAnn,Bob|--out x|cli.table-header-repeated
            first_name,dob\\n|--out x|cli.table-empty
            \\n|--out x|cli.table-empty
            a,b\\n1,2\\n3,4|--out x|cli.nothing-to-compare
            first_name,dob\\n,\\n,|--out x|cli.nothing-to-compare
            a,b\\n1,2\\n3,4|--columns a|cli.mapping-malformed
            a,b\\n1,2\\n3,4|--columns a=shoe_size|cli.column-kind-unknown
            a,b\\n1,2\\n3,4|--columns c=surname|cli.column-unknown
            first_name,dob\\nAnn,1990-01-02\\nBob,1991-01-01|--model {input}|cli.model-unreadable
            first_name,dob\\nAnn,1990-01-02\\nBob,1991-01-01|--model nowhere.json|cli.file-missing
            """)
    void badInputIsRefusedWithWhatWhyAndMend(String content, String options, String code) throws IOException {
        Files.writeString(input, content.replace("\\n", "\n"));
        var arguments = new java.util.ArrayList<Object>(List.of(input));
        for (String option : options.replace("{input}", input.toString()).split(" ")) {
            arguments.add(option.equals("x") ? clusters : option);
        }
        if (!arguments.contains("--out")) {
            arguments.addAll(List.of("--out", clusters));
        }

        int exit = run(arguments.toArray());

        assertThat(exit).isNotEqualTo(Exit.OK);
        assertThat(err.toString()).contains("why:", "mend:", "code: " + code);
        assertThat(clusters).doesNotExist();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(input);
        }
    }

    @Test
    void whatIsNoTextIsRefused() throws IOException {
        Files.write(input, new byte[] {'a', ',', 'b', '\n', (byte) 0xff, (byte) 0xff, (byte) 0x80, ',', '1', '\n'});

        assertThat(run(input, "--out", clusters)).isEqualTo(Exit.CONFIG);
        assertThat(err.toString()).contains("code: cli.table-unreadable");
    }

    @Test
    void theInputIsNeverReplaced() {
        assertThat(run(input, "--out", input)).isEqualTo(Exit.USAGE);
        assertThat(run(folder.resolve("none.csv"), "--out", clusters)).isEqualTo(Exit.CONFIG);
        assertThat(err.toString()).contains("would replace the file", "code: cli.file-missing");
    }

    @Test
    void aDeviceIsWrittenIntoAndALinkStaysALink() throws IOException {
        Path pipe = folder.resolve("link.csv");
        Files.createSymbolicLink(pipe, clusters);

        assertThat(run(input, "--out", pipe)).isEqualTo(Exit.OK);
        assertThat(run(input, "--out", "/dev/null")).isEqualTo(Exit.OK);

        assertThat(pipe).isSymbolicLink();
        assertThat(Files.readAllLines(clusters)).hasSize(1_001);
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }

    @Test
    void theInputIsNeverReplacedThroughALink() throws IOException {
        Path link = folder.resolve("link.csv");
        Files.createSymbolicLink(link, input);

        assertThat(run(input, "--out", link)).isEqualTo(Exit.USAGE);
    }

    @Test
    void nameBesideASurnameIsTheGivenName() throws IOException {
        Files.writeString(
                input, "name,surname,dob\nAnn,Smith,1990-01-02\nBob,Jones,1977-03-04\nAnn,Smith,1990-01-02\n");

        run(input, "--out", clusters);

        assertThat(out.toString()).containsPattern("name +given_name");
        assertThat(clusters).hasContent("row,cluster\n1,1\n2,2\n3,1\n");
    }

    @Test
    void moreColumnsThanAComparisonHoldsAreTold() throws IOException {
        var text = new StringBuilder("first_name,surname,dob");
        for (int i = 1; i <= 27; i++) {
            text.append(",p").append(i);
        }
        text.append('\n');
        for (int row = 0; row < 20; row++) {
            text.append("Ann").append((char) ('a' + row)).append(",Smith").append((char) ('a' + row));
            text.append(",19").append(50 + row).append("-01-02");
            for (int i = 1; i <= 27; i++) {
                text.append(',').append(row % (i + 1));
            }
            text.append('\n');
        }
        Files.writeString(input, text);
        var mapping = new StringBuilder("p1=category");
        for (int i = 2; i <= 27; i++) {
            mapping.append(",p").append(i).append("=category");
        }

        assertThat(run(input, "--columns", mapping, "--out", clusters)).isEqualTo(Exit.OK);

        assertThat(out.toString()).containsPattern("p1 +category; not used: 21 others tell more");
        assertThat(Files.readAllLines(clusters).getLast()).isEqualTo("20,20");
    }

    @Test
    void yearMonthAndDayOfBirthAreOneDateAndTheOriginalIsLeftOut() throws IOException {
        Files.writeString(input, """
                middle_name,first_name,surname,surname_orig,by,bm,bd,age
                A,Ann,Smith,Smith,1990,1,2,30
                B,Bob,Jones,Jones,1977,3,4,43
                A,Ann,Smith,Smith,1990,1,2,31
                """);

        run(input, "--out", clusters);

        assertThat(out.toString())
                .containsPattern("by\\+bm\\+bd +birth_date")
                .containsPattern("bm +not used: part of by\\+bm\\+bd")
                .containsPattern("surname_orig +not used: may hold the truth")
                .containsPattern("age +not used: changes with time")
                .containsPattern("middle_name +middle_name");
        assertThat(clusters).hasContent("row,cluster\n1,1\n2,2\n3,1\n");
    }

    @Test
    void anAgeIsUsedWhereNothingElseTellsTheBirth() throws IOException {
        Files.writeString(input, "first_name,surname,age\nAnn,Smith,30\nBob,Jones,43\n");

        run(input, "--out", clusters);

        assertThat(out.toString()).containsPattern("age +category");
    }

    @Test
    void datesThatCannotBeReadAreTold() throws IOException {
        Files.writeString(input, "first_name,dob,city\nAnn,1990-01-02,Bath\nBob,soon,Bath\n");

        run(input, "--out", clusters);

        assertThat(out.toString())
                .contains(
                        "birth_date; 50.0 % could not be read",
                        "place; the same in every row that tells it: not compared");
    }

    @Test
    void aColumnThatHoldsWhatItsNameDoesNotSayIsComparedAsWhatItMayBe() throws IOException {
        Files.writeString(input, """
                phone,name,sex,mobile,email,dob
                1990-01-02,A1023,0,unknown,,1990-01-02
                1977-03-04,B2244,1,13800138000,,1977-03-04
                1990-01-02,A1023,0,unknown,,1990-01-02
                """);

        run(input, "--out", clusters);

        assertThat(out.toString())
                .contains("category: by its name phone, which most values are not")
                .contains("identifier: by its name full_name, which most values are not")
                .containsPattern("sex +category: by its name sex")
                .containsPattern("mobile +phone; nothing but placeholders and what cannot be read: not compared")
                .containsPattern("email +email; empty: not compared");
        assertThat(clusters).hasContent("row,cluster\n1,1\n2,2\n3,1\n");

        run(input, "--columns", "phone=phone", "--out", clusters);
        assertThat(out.toString()).containsPattern("phone +phone\\n");
    }

    @Test
    void whatIsWrongWithAColumnIsToldWithItsRows() throws IOException {
        Files.writeString(input, """
                编号,姓名,出生日期,身份证号,流水
                1,王伟,1978-03-07,110105197803070016,a
                2,李娜,31/02/x,110105197803070017,b
                2,张敏,1990-01-02,110105197803070139,c
                3,赵磊,不详,000000000000000000,d
                """);

        run(input, "--columns", "流水=ignore", "--out", clusters);

        assertThat(out.toString())
                .containsPattern("编号 +not used: it names no single row, 2 rows share .* \\(rows 2, 3\\)")
                .containsPattern("出生日期 +birth_date; 50.0 % could not be read \\(rows 2, 4\\)")
                .contains("1 with a wrong form, date or check digit, taken for mistyped (row 2)")
                .contains("1 against the birth date or sex beside them (row 3)")
                .contains("1 placeholders or too short (row 4)")
                .containsPattern("流水 +not used: as --columns says");

        run(input, "--id", "编号", "--out", clusters);
        assertThat(out.toString()).containsPattern("编号 +id; 2 rows share their value with another one");
    }

    @Test
    void aTableTooSmallToEstimateFromIsToldSo() throws IOException {
        Files.writeString(input, CHINESE);
        run(input, "--out", clusters);
        assertThat(err.toString()).contains("Only 5 records: too few", "--model");

        Path model = folder.resolve("m.json");
        try (var in = Objects.requireNonNull(
                MatchCommandTest.class.getResourceAsStream("/org/tongmai/person/linkage/fake_1000.csv"))) {
            Files.copy(in, folder.resolve("large.csv"));
        }
        err.getBuffer().setLength(0);
        run("--train", folder.resolve("large.csv"), "--out", model);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aModelOfAnotherTableIsNamedAsSuch() throws IOException {
        Path model = folder.resolve("m.json");
        run("--train", input, "--out", model);
        Files.writeString(input, "phone,sex\n13957110001,m\n13957110002,f\n13957110003,m\n");

        assertThat(run(input, "--model", model, "--out", clusters)).isEqualTo(Exit.FAILED);

        assertThat(err.toString())
                .contains(
                        "code: cli.model-of-other-columns",
                        "The model has first_name, surname, dob, city, email",
                        "phone, sex");
    }

    @Test
    void anOptionThatDoesNotFitTheFileIsAWrongCommandLine() {
        assertThat(run(input, "--columns", "dob=birthday", "--out", clusters)).isEqualTo(Exit.USAGE);
        assertThat(run(input, "--id", "nope", "--out", clusters)).isEqualTo(Exit.USAGE);
        assertThat(run(input, "--encoding", "klingon", "--out", clusters)).isEqualTo(Exit.USAGE);

        assertThat(err.toString())
                .contains("'klingon' is not an encoding such as UTF-8")
                .doesNotContain("Exception");
    }

    @Test
    void westernTextIsNotTakenForChinese() throws IOException {
        Charset western = Charset.forName("windows-1252");
        Files.writeString(input, "first_name|surname|dob\nJürgen|Müller|1990-01-02\nAnn|Smith|1977-03-04\n", western);

        run(input, "--id", "surname", "--out", clusters);
        run(input, "--id", "surname", "--encoding", "ISO-8859-1", "--out", clusters);

        assertThat(out.toString()).contains("2 records, in windows-1252", "2 records, in ISO-8859-1");
        assertThat(clusters).hasContent("surname,cluster\nMüller,1\nSmith,2\n");
    }

    @Test
    void oneRowIsOneClusterAndRowsThatSayTheSameAreOne() throws IOException {
        Files.writeString(input, "first_name,surname,dob\nAnn,Smith,1990-01-02\n");
        run(input, "--out", clusters);
        assertThat(clusters).hasContent("row,cluster\n1,1\n");

        Files.writeString(input, "first_name,surname,dob\nAnn,Smith,1990-01-02\nAnn,Smith,1990-01-02\n");
        run(input, "--out", clusters);
        assertThat(clusters).hasContent("row,cluster\n1,1\n2,1\n");
    }

    private int run(Object... arguments) {
        String[] all = Stream.concat(Stream.of("match"), Stream.of(arguments).map(Object::toString))
                .toArray(String[]::new);
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }
}
