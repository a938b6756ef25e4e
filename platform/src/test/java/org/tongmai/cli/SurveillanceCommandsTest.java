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
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tongmai scan, rt, nowcast} read what people have, write the columns that are promised, and say what is wrong with a file. */
class SurveillanceCommandsTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private Path input = Path.of("");
    private Path answer = Path.of("");

    @BeforeEach
    void paths() {
        input = folder.resolve("input.csv");
        answer = folder.resolve("answer.csv");
    }

    @Test
    void scanWritesTheClusters() throws IOException {
        copy("scan/scan_pennLC_counties.csv");

        int code = run("scan", input, "--model", "binomial", "--replicas", "999", "--seed", "1", "--out", answer);

        List<String> lines = Files.readAllLines(answer);
        assertThat(code).isEqualTo(Exit.OK);
        assertThat(lines)
                .startsWith("rank,centre,n_locations,members,start,end,cases,expected,llr,p_value")
                .hasSize(3);
        assertThat(lines.get(1))
                .startsWith("1,")
                .contains(",7,allegheny beaver butler fayette greene washington westmoreland,,,2359,2008.222860432")
                .contains(",36.5705106")
                .endsWith(",0.001");
        assertThat(lines.get(2)).startsWith("2,delaware,2,delaware philadelphia,,,1900,1731.2217");
        assertThat(out.toString()).contains("67 places, 1 period, 10,279 cases", "7 places around");
    }

    @Test
    void scanTakesExpectedCasesFromTheirColumn() throws IOException {
        copy("scan/scan_pennLC_counties.csv");
        Files.writeString(input, Files.readString(input).replace("expected_indirect_std", "expected"));

        run("scan", input, "--max-fraction", "0.5", "--gumbel", "--out", answer);

        List<String> lines = Files.readAllLines(answer);
        assertThat(lines.getFirst()).endsWith(",p_value,p_gumbel,recurrence");
        assertThat(lines.get(1))
                .startsWith("1,delaware,2,delaware philadelphia,,,1900,1673.6486")
                .contains(",17.66288312539");
    }

    @Test
    void scanTellsTheLargestRatiosThatOverlap() throws IOException {
        copy("scan/scan_pennLC_counties.csv");

        run("scan", input, "--top", "25", "--out", answer);

        List<String> lines = Files.readAllLines(answer);
        assertThat(lines).hasSize(26);
        assertThat(lines.get(1)).endsWith(",");
    }

    /** A place in the north-east has more cases in the last two days; in each encoding and with Chinese names. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "GB18030", "UTF-16"})
    void scanReadsWhatChineseSystemsWrite(String encoding) throws IOException {
        Charset charset = Charset.forName(encoding);
        var text = new StringBuilder(charset.equals(StandardCharsets.UTF_8) ? "\uFEFF" : "");
        text.append("地点,经度,纬度,人口,病例,时间\n");
        for (int day = 1; day <= 8; day++) {
            for (int i = 0; i < 9; i++) {
                // no row for a day without cases in one place
                if (i != 3 || day != 4) {
                    int cases = i == 8 && day > 6 ? 12 : 1;
                    int north = i / 3;
                    text.append("区县" + i + ',' + (120 + i % 3 * 0.2) + ',' + (30 + north * 0.2) + ",1000," + cases
                            + ",2026-05-0" + day + '\n');
                }
            }
        }
        Files.writeString(input, text, charset);

        assertThat(run("scan", input, "--explain", folder.resolve("why.csv"), "--out", answer))
                .isEqualTo(Exit.OK);

        assertThat(Files.readAllLines(answer).get(1)).startsWith("1,区县8,1,区县8,2026-05-07,2026-05-08,24,");
        assertThat(folder.resolve("why.csv")).content().contains("signal", "以“区县8”为中心 1 个地点，最近 2 期");
    }

    @Test
    void theThreadsOfAScanChangeNothing() throws IOException {
        copy("scan/scan_pennLC_counties.csv");
        Path other = folder.resolve("other.csv");

        run("scan", input, "--threads", "1", "--seed", "7", "--out", answer);
        run("scan", input, "--threads", "2", "--seed", "7", "--out", other);

        assertThat(other).hasSameTextualContentAs(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --mean 2.6 --sd 1.5 --si parametric --window 7 | 18 | 2,8,
            --si-file {si} --window 7                      | 18 | 2,8,
            --si non_parametric --si-file {si}             | 18 | 2,8,
            --mean 2.6 --sd 1.5 --window 1                 | 24 | 2,2,,,,,,,,,
            """)
    void rtWritesTheReproductionNumber(String options, int places, String first) throws IOException {
        copy("transmission/epiestim_Flu2009_incidence.csv");
        Path interval = folder.resolve("si.csv");
        copy("transmission/epiestim_Flu2009_si_distr.csv", interval);
        var arguments = new ArrayList<Object>(List.of("rt", input, "--out", answer));
        arguments.addAll(
                List.of(options.strip().replace("{si}", interval.toString()).split(" +")));

        assertThat(run(arguments.toArray())).as(err.toString()).isEqualTo(Exit.OK);

        List<String> lines = Files.readAllLines(answer);
        assertThat(lines.getFirst())
                .isEqualTo("t_start,t_end,mean_R,sd_R,q0.025,q0.05,q0.25,median_R,q0.75,q0.95,q0.975");
        assertThat(lines.get(1)).startsWith(first);
        assertThat(lines).hasSizeGreaterThan(places);
    }

    @Test
    void rtIsThatOfEpiEstim() throws IOException {
        copy("transmission/epiestim_Flu2009_incidence.csv");

        run("rt", input, "--mean", "2.6", "--sd", "1.5", "--window", "1", "--out", answer);

        // the row of t = 3 in the reference of EpiEstim
        assertThat(Files.readAllLines(answer).get(2)).startsWith("3,3,1.263022510864");
    }

    @Test
    void rtByCohortAndTheRateOfGrowth() throws IOException {
        copy("transmission/epiestim_Flu2009_incidence.csv");

        run("rt", input, "--method", "wallinga-teunis", "--mean", "2.6", "--sd", "1.5", "--out", answer);
        assertThat(Double.parseDouble(Files.readAllLines(answer).get(1).split(",")[2]))
                .isEqualTo(1.53400150570759, Offset.offset(1e-9));

        run("rt", input, "--method", "growth", "--mean", "2.6", "--sd", "1.5", "--out", answer);
        assertThat(Files.readAllLines(answer).getFirst())
                .isEqualTo("t_start,t_end,growth_rate,lower,upper,doubling_time,R");
        assertThat(Files.readAllLines(answer)).hasSize(27);
    }

    @Test
    void rtReadsChineseColumnsImportedCasesAndPlaces() throws IOException {
        var text = new StringBuilder("地区,日期,新发,输入\n");
        for (String place : List.of("西湖区", "上城区")) {
            for (int day = 30; day >= 1; day--) {
                text.append(place + ",2026年5月" + day + "日," + (place.equals("西湖区") ? day : day % 3) + ","
                        + (day == 9 ? 4 : 0) + '\n');
            }
        }
        Files.writeString(input, text, Charset.forName("GB18030"));

        assertThat(run(
                        "rt",
                        input,
                        "--mean",
                        "5",
                        "--sd",
                        "2",
                        "--explain",
                        folder.resolve("why.csv"),
                        "--out",
                        answer))
                .as(err.toString())
                .isEqualTo(Exit.OK);

        List<String> lines = Files.readAllLines(answer);
        assertThat(lines.getFirst()).startsWith("place,t_start,t_end,mean_R");
        assertThat(lines).hasSize(1 + 2 * 23).anyMatch(line -> line.startsWith("西湖区,24,30,1."));
        assertThat(folder.resolve("why.csv")).content().contains("再生数", "reproduction number");
    }

    @Test
    void nowcastCompletesTheLastDays() throws IOException {
        var text = new StringBuilder("发病日期,报告日期,例数\n");
        for (int day = 1; day <= 28; day++) {
            for (int delay = 0; delay < 4 && day + delay <= 28; delay++) {
                text.append("2026-02-%02d,2026-02-%02d,5%n".formatted(day, day + delay));
            }
        }
        Files.writeString(input, text);

        assertThat(run("nowcast", input, "--max-delay", "7", "--out", answer))
                .as(err.toString())
                .isEqualTo(Exit.OK);

        List<String> lines = Files.readAllLines(answer);
        assertThat(lines).hasSize(29);
        assertThat(lines.get(1)).isEqualTo("2026-02-01,20,1,20,20,20,20,20,20");
        String[] last = lines.getLast().split(",");
        assertThat(last[0]).isEqualTo("2026-02-28");
        assertThat(last[1]).isEqualTo("5");
        assertThat(Double.parseDouble(last[2])).isEqualTo(0.25, Offset.offset(0.03));
        assertThat(Double.parseDouble(last[3])).isEqualTo(20, Offset.offset(3.0));

        run("nowcast", input, "--now", "2026-02-20", "--out", answer);
        assertThat(Files.readAllLines(answer)).hasSize(21);
        assertThat(out.toString()).contains("cases reported after the last day were left out");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            scan    | id,x_km,y_km,population,cases\\na,0,0,10,1\\na,0,0,10,2                 | cli.place-repeated
            scan    | id,x_km,y_km,population,cases,time\\na,0,0,10,1,1\\na,0,1,10,2,2        | cli.place-moved
            scan    | id,x_km,y_km,population\\na,0,0,10\\nb,1,1,10                           | cli.column-missing
            scan    | id,x_km,population,cases\\na,0,10,1\\nb,1,10,2                          | cli.column-missing
            scan    | id,x_km,y_km,cases\\na,0,0,1\\nb,1,1,2                                  | cli.column-missing
            scan    | id,x_km,y_km,population,cases\\na,0,0,many,1\\nb,1,1,10,2               | cli.value-unusable
            scan    | id,x_km,y_km,population,cases\\na,0,0,10,-1\\nb,1,1,10,2                | cli.value-unusable
            scan    | id,x_km,y_km,population,cases\\na,0,,10,1\\nb,1,1,10,2                  | cli.value-unusable
            scan    | id,x_km,y_km,population,cases\\n,0,0,10,1\\nb,1,1,10,2                  | cli.value-unusable
            scan    | id,lon,lat,population,cases\\na,30,120,10,1\\nb,31,121,10,2             | surveillance.point-impossible
            scan    | id,x_km,y_km,population,cases\\na,0,0,0,3\\nb,1,1,10,2                  | surveillance.cases-without-people
            scan    | id,x_km,y_km,population,cases\\na,0,0,10,3                             | surveillance.places-number
            scan    | id,x_km,y_km,population,cases\\na,0,0,10                               | cli.table-ragged
            scan    | id,x_km,y_km,population,cases,time\\na,0,0,10,1,\\nb,1,1,10,2,2         | cli.value-unusable
            rt      | t,I\\n1,1\\n2,x\\n3,4                                                  | cli.value-unusable
            rt      | t,I\\n1,1\\n2,-2\\n3,4                                                 | cli.value-unusable
            rt      | t,count\\n1,1\\n2,2                                                   | cli.column-missing
            rt      | t,I\\n1,1\\n3,2\\n4,2                                                  | cli.series-uneven
            rt      | t,I\\n1,1\\n1,2\\n2,2                                                  | cli.series-uneven
            rt      | dates,I\\n2026-05-01,1\\n2026-13-02,2\\n2026-05-03,2                   | cli.value-unusable
            rt      | t,I\\n1,1\\n2,2                                                       | surveillance.window-impossible
            rt      | t,I\\n1,1                                                            | surveillance.series-length
            nowcast | onset,report\\n2026-05-02,2026-05-01                                 | cli.report-before-onset
            nowcast | onset,report\\n2026-05-02,soon                                       | cli.value-unusable
            nowcast | onset,report\\n2026-05-02,2026-05-02                                 | surveillance.report-days
            nowcast | onset,count\\n2026-05-02,1                                           | cli.column-missing
            nowcast | onset,report,count\\n2026-05-02,2026-05-04,1.5                       | cli.value-unusable
            nowcast | {missing}                                                           | cli.file-missing
            """)
    void aBrokenFileIsRefusedWithWhatWhyAndMend(String command, String content, String code) throws IOException {
        if (!content.equals("{missing}")) {
            Files.writeString(input, content.replace("\\n", "\n"));
        }
        var arguments = new ArrayList<Object>(List.of(command, input, "--out", answer));
        if (command.equals("rt")) {
            arguments.addAll(List.of("--mean", "3", "--sd", "1"));
        }

        int exit = run(arguments.toArray());

        assertThat(exit).isEqualTo(Exit.CONFIG);
        assertThat(err.toString()).contains("why:", "mend:", "code: " + code);
        assertThat(answer).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            scan --max-fraction 0                       | A cluster of at most 0.0 of the population
            scan --max-fraction half                    | --max-fraction
            scan --replicas -1                          | -1 replicas
            scan --model normal                         | --model
            scan --threads 0                            | 0 threads
            scan --top 0                                | --top: 1 to
            rt                                          | the serial interval is needed
            rt --mean 3                                 | the serial interval is needed
            rt --mean 1 --sd 1                          | The serial interval cannot be used
            rt --mean 3 --sd 0                          | The serial interval cannot be used
            rt --mean 3 --sd 1 --prior-sd 0             | A prior of mean
            rt --mean 3 --sd 1 --method guess           | there is no method 'guess'
            rt --mean 3 --sd 1 --si-file x.csv          | tell the serial interval twice
            rt --si file                                | --si file needs --si-file
            rt --si weekly                              | --si is parametric or file
            nowcast --max-delay 0                       | A longest delay of 0 days
            nowcast --now tomorrow                      | 'tomorrow' is not a date
            """)
    void aWrongCommandLineIsToldFromABrokenFile(String line, String said) throws IOException {
        Files.writeString(input, "t,I\n1,1\n2,2\n");
        List<Object> arguments = new ArrayList<>(List.of(line.strip().split(" +")));
        arguments.addAll(1, List.of(input, "--out", answer));

        assertThat(run(arguments.toArray())).isEqualTo(Exit.USAGE);

        assertThat(err.toString()).startsWith("tongmai: ").contains(said);
        assertThat(answer).doesNotExist();
    }

    @Test
    void theInputIsNeverReplaced() throws IOException {
        Files.writeString(input, "t,I\n1,1\n2,2\n");

        for (String command : List.of("scan", "rt", "nowcast")) {
            assertThat(run(command, input, "--out", input)).isEqualTo(Exit.USAGE);
        }

        assertThat(input).hasContent("t,I\n1,1\n2,2\n");
    }

    private void copy(String resource) throws IOException {
        copy(resource, input);
    }

    private static void copy(String resource, Path to) throws IOException {
        String path = "/org/tongmai/surveillance/" + resource;
        try (var in = Objects.requireNonNull(SurveillanceCommandsTest.class.getResourceAsStream(path), path)) {
            Files.copy(in, to);
        }
    }

    private int run(Object... arguments) {
        String[] all = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }
}
