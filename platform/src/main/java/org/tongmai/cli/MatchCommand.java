package org.tongmai.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tongmai.cli.match.BirthParts;
import org.tongmai.cli.match.CsvFile;
import org.tongmai.cli.match.ModelFile;
import org.tongmai.cli.match.Outputs;
import org.tongmai.cli.match.Roles;
import org.tongmai.cli.match.Score;
import org.tongmai.person.linkage.Linkage;
import org.tongmai.person.linkage.LinkageModel;
import org.tongmai.person.linkage.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tongmai match}: who is who in a table. */
@Command(
        name = "match",
        description = {
            "Say which rows of a table are of one person.",
            "",
            "Reads CSV with a header and writes, for each row in its order, what names it and the number of its cluster. Columns are "
                    + "recognised by their names, English or Chinese; others are not used unless --columns says what they "
                    + "hold. The weights are estimated from the table itself, without labels. Needs no node."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai match people.csv --out clusters.csv",
            "  tongmai match people.csv --id pid --columns 'vorname=given_name,nachname=surname' --out clusters.csv",
            "  tongmai match labelled.csv --truth person --explain pairs.csv --out clusters.csv",
            "  tongmai match --train last-year.csv --out m.json",
            "  tongmai match this-year.csv --model m.json --out clusters.csv"
        })
final class MatchCommand implements Callable<Integer> {

    /** With fewer, the weights are guesses rather than estimates. */
    private static final int RECORDS_LEAST = 50;

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    @Parameters(paramLabel = "FILE", description = "CSV in UTF-8, UTF-16, GB 18030 or Windows-1252, with a header.")
    private Path file;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "Where the clusters go, or with --train the model.")
    private Path out;

    @Option(
            names = "--id",
            paramLabel = "COLUMN",
            description = "Names the rows; default: a column of such a name, else row numbers.")
    private @Nullable String id;

    @Option(
            names = "--columns",
            paramLabel = "MAPPING",
            description =
                    "What columns hold: COLUMN=KIND, separated by commas; KIND is given_name, middle_name, surname, full_name, "
                            + "birth_date, sex, address, postcode, place, phone, email, identifier, resident_number, category or ignore.")
    private @Nullable String columns;

    @Option(names = "--model", paramLabel = "FILE", description = "Use this model instead of estimating one.")
    private @Nullable Path model;

    @Option(names = "--train", description = "Estimate a model and write it to --out; match nothing.")
    private boolean train;

    @Option(
            names = "--explain",
            paramLabel = "FILE",
            description = "Also write each linked or near pair, with the finding and the weight of each field.")
    private @Nullable Path explain;

    @Option(
            names = "--truth",
            paramLabel = "COLUMN",
            description = "Holds the right answer: say precision, recall and F1 over pairs. It is never compared.")
    private @Nullable String truth;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "The encoding of the file, such as windows-1252; default: found out.")
    private @Nullable Charset encoding;

    @Option(names = "--json", description = "Report in JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        check();
        long start = System.nanoTime();
        CsvFile.Read read = CsvFile.read(file, Optional.ofNullable(encoding));
        Table table = BirthParts.with(read.table());
        Roles roles =
                Roles.of(table, Optional.ofNullable(id), Optional.ofNullable(truth), Optional.ofNullable(columns));
        Optional<LinkageModel> known = model == null ? Optional.empty() : Optional.of(ModelFile.read(model));
        Linkage linkage = Linkage.of(table, roles.compared(), known, LocalDate.now(Clock.system(ZONE)))
                .orElseThrow(
                        () -> known.map(each -> Roles.otherModel(table, each)).orElseGet(() -> Roles.nothing(table)));
        int[] clusters = linkage.clusters();
        write(table, roles, linkage, clusters);
        report(read, roles, linkage, clusters, (System.nanoTime() - start) / 1e9);
        return Exit.OK;
    }

    private void check() throws IOException {
        if (train && (model != null || explain != null || truth != null)) {
            throw wrong(
                    "--train estimates a model and matches nothing: it goes without --model, --explain and --truth.");
        }
        if (Outputs.same(file, out) || (explain != null && Outputs.same(file, explain))) {
            throw wrong("The answer would replace the file that is read; name another file.");
        }
        if (explain != null && Outputs.same(out, explain)) {
            throw wrong("--out and --explain name the same file.");
        }
    }

    private void write(Table table, Roles roles, Linkage linkage, int[] clusters) throws IOException {
        try (var outputs = new Outputs()) {
            if (train) {
                outputs.write(out, writer -> writer.write(ModelFile.text(linkage.model())));
            } else {
                outputs.write(out, writer -> Outputs.clusters(table, roles, clusters, writer));
            }
            if (explain != null) {
                outputs.write(explain, writer -> Outputs.pairs(table, roles, linkage, writer));
            }
            outputs.publish();
        }
    }

    private void report(CsvFile.Read read, Roles roles, Linkage linkage, int[] clusters, double seconds) {
        Table table = read.table();
        List<String> warnings = warnings(table, linkage);
        warnings.forEach(spec.commandLine().getErr()::println);
        int[] sizes = new int[clusters.length + 1];
        Arrays.stream(clusters).forEach(each -> sizes[each]++);
        long persons = Arrays.stream(sizes).filter(size -> size > 0).count();
        int largest = Arrays.stream(sizes).max().orElse(0);
        Optional<Score> score = roles.truth().map(column -> Score.of(clusters, truth(table, column)));
        var words = new LinkedHashMap<>(roles.words());
        linkage.notes().forEach((column, note) -> words.merge(column, note, (word, more) -> word + "; " + more));
        PrintWriter print = spec.commandLine().getOut();
        if (json) {
            var answer = new LinkedHashMap<String, Object>();
            answer.put("records", table.size());
            answer.put("encoding", read.charset().name());
            answer.put("columns", words);
            answer.put("compared", linkage.compared());
            answer.put("clusters", persons);
            answer.put("largest", largest);
            answer.put("ambiguous", linkage.undecided());
            answer.put("warnings", warnings);
            answer.put("seconds", seconds);
            score.ifPresent(each -> answer.put(
                    "score", Map.of("precision", each.precision(), "recall", each.recall(), "f1", each.f1())));
            print.println(Json.text(answer));
            return;
        }
        print.printf(
                Locale.ROOT,
                "%,d records, in %s%n",
                table.size(),
                read.charset().name());
        words.forEach((name, word) -> print.printf("  %-24s %s%n", name, word));
        print.printf(Locale.ROOT, "%,d pairs compared%n", linkage.compared());
        if (train) {
            print.printf(
                    Locale.ROOT,
                    "A record has %.2f others of the same person.%n",
                    linkage.model().kin());
        } else {
            print.printf(Locale.ROOT, "%,d clusters, the largest of %,d records%n", persons, largest);
            if (linkage.undecided() > 0) {
                print.printf(
                        Locale.ROOT,
                        "%,d records could be of either of two persons and are linked with neither (ambiguous in --explain)%n",
                        linkage.undecided());
            }
        }
        score.ifPresent(each -> print.printf(
                Locale.ROOT,
                "precision %.4f  recall %.4f  F1 %.4f  (pairs: %,d right, %,d wrong, %,d missed)%n",
                each.precision(),
                each.recall(),
                each.f1(),
                each.right(),
                each.wrong(),
                each.missed()));
        print.printf(Locale.ROOT, "%.1f s, written to %s%n", seconds, out);
    }

    /** What the answer may be worth less for. */
    private List<String> warnings(Table table, Linkage linkage) {
        var warnings = new ArrayList<String>();
        if (linkage.compared() == 0 && table.size() > 1) {
            warnings.add("No two records met: nothing was compared.");
        }
        if (model == null && table.size() > 1 && table.size() < RECORDS_LEAST) {
            warnings.add("Only " + table.size() + " records: too few to tell how common a value is and how often it is"
                    + " wrong. Look at each link (--explain), or use a model of a larger table (--model).");
        }
        return warnings;
    }

    /** Which person each row is of; a row that does not tell is of a person of its own. */
    private static int[] truth(Table table, int column) {
        int[] persons = table.codes()[column].clone();
        for (int row = 0; row < persons.length; row++) {
            persons[row] = table.value(column, row).isEmpty() ? -1 : persons[row];
        }
        return persons;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
