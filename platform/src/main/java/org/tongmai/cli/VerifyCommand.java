package org.tongmai.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.receipt.Consistency;
import org.tongmai.access.receipt.Finding;
import org.tongmai.access.receipt.KeyList;
import org.tongmai.access.receipt.LogFile;
import org.tongmai.access.receipt.Proven;
import org.tongmai.access.receipt.Receipt;
import org.tongmai.access.receipt.Statement;
import org.tongmai.access.receipt.Unreadable;
import org.tongmai.access.receipt.Verification;
import org.tongmai.access.receipt.Verification.Outcome;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tongmai verify}: whether receipts prove what they say. */
@Command(
        name = "verify",
        description = {
            "Verify receipts of looks and statements, without network and without a node.",
            "",
            "Each receipt must be in the log, each head of the log signed by a key of the list, and all heads of one log that "
                    + "only grew. One flipped bit, a deleted or a moved entry is found and named. Exit code 1 then."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  curl -O https://health.example.cn/api/access/log",
            "  tongmai verify receipt-1234.ndjson --keys log",
            "  tongmai verify receipts-2026.ndjson --keys log --log entries.txt"
        })
final class VerifyCommand implements Callable<Integer> {

    /** Receipts and findings that are said one by one; more are counted. */
    private static final int SAID = 20;

    /** Receipts that a thread verifies before it takes others. */
    private static final int TOGETHER = 2_000;

    @Parameters(
            arity = "0..*",
            paramLabel = "RECEIPT",
            description = "Files of receipts, one a line, as the node gives them.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            required = true,
            description = "The node's keys, what GET /api/access/log answers; got by a way you trust.")
    private Path keys;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "An exported log: verified completely, and each receipt is looked for in it.")
    private @Nullable Path log;

    @Option(
            names = "--consistency",
            paramLabel = "FILE",
            description =
                    "A proof that joins two heads, what GET /api/access/log/consistency answers. May be repeated.")
    private List<Path> proofs = new ArrayList<>();

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private final List<Map<String, Object>> findings = new ArrayList<>();
    private final List<Proven> good = new ArrayList<>();
    private long proven;
    private long wrong;

    @Override
    public Integer call() throws Exception {
        Verification verification = new Verification(read(keys, KeyList::read), log == null ? null : readLog(log));
        for (Path proof : proofs) {
            verification.take(read(proof, Consistency::read));
        }
        for (Path file : files) {
            verify(file, verification);
        }
        List<Finding> heads = verification.heads();
        heads.stream().limit(SAID).forEach(finding -> findings.add(said(null, 0, finding)));
        if (proven + wrong == 0 && log == null && proofs.isEmpty()) {
            throw nothing();
        }
        report(verification);
        return wrong == 0 && heads.isEmpty() ? Exit.OK : Exit.FAILED;
    }

    /** Several threads verify, a stretch of the file each; what they find is told in the order of the file. */
    private void verify(Path file, Verification verification) throws IOException, InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        ThreadLocal<Verification.Reader> readers = ThreadLocal.withInitial(verification::reader);
        try (BufferedReader lines = Files.newBufferedReader(file);
                var pool = Executors.newFixedThreadPool(threads)) {
            List<Future<List<Outcome>>> running = new ArrayList<>();
            long at = 0;
            boolean more = true;
            while (more || !running.isEmpty()) {
                while (more && running.size() < 2 * threads) {
                    List<String> stretch = stretch(lines);
                    more = stretch.size() == TOGETHER;
                    running.add(pool.submit(
                            () -> stretch.stream().map(readers.get()::verify).toList()));
                }
                for (Outcome outcome : running.removeFirst().get()) {
                    take(file, ++at, outcome);
                }
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    private static List<String> stretch(BufferedReader lines) throws IOException {
        List<String> stretch = new ArrayList<>(TOGETHER);
        while (stretch.size() < TOGETHER) {
            String line = lines.readLine();
            if (line == null) {
                break;
            }
            if (!line.isBlank()) {
                stretch.add(line);
            }
        }
        return stretch;
    }

    private void take(Path file, long at, Outcome outcome) {
        Finding finding = outcome.wrong();
        if (finding != null) {
            wrong++;
            found(file, at, finding);
        } else {
            proven++;
            if (good.size() < SAID && outcome.proven() != null) {
                good.add(outcome.proven());
            }
        }
    }

    private void found(@Nullable Path file, long at, Finding finding) {
        if (findings.size() < SAID) {
            findings.add(said(file, at, finding));
        }
    }

    private static Map<String, Object> said(@Nullable Path file, long at, Finding finding) {
        Map<String, Object> said = new LinkedHashMap<>();
        if (file != null) {
            said.put("file", file.toString());
            said.put("receipt", at);
        }
        finding.place().ifPresent(place -> said.put("place", place));
        said.put("zh", finding.words().zh());
        said.put("en", finding.words().en());
        return said;
    }

    private void report(Verification verification) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("proven", proven);
            answer.put("wrong", wrong);
            answer.put("heads", verification.signed());
            answer.put("findings", findings);
            out.println(Json.text(answer));
            return;
        }
        if (proven <= SAID) {
            good.forEach(each -> out.println("proven  " + said(each)));
        }
        for (Map<String, Object> each : findings) {
            out.println("WRONG   " + where(each) + each.get("en"));
            out.println("        " + each.get("zh"));
        }
        out.printf("%d proven, %d wrong; %d signed heads%n", proven, wrong, verification.signed());
        if (wrong > 0) {
            out.println(wrong + " 份回执未通过验证。");
        } else if (findings.isEmpty()) {
            out.println("全部通过验证。");
        }
    }

    private static String where(Map<String, Object> finding) {
        return (finding.containsKey("file") ? finding.get("file") + ", receipt " + finding.get("receipt") : "")
                + (finding.containsKey("place") ? ", entry " + finding.get("place") : "")
                + (finding.containsKey("file") ? ": " : "");
    }

    private static String said(Proven proven) {
        String where = "entry " + proven.place() + ": ";
        return switch (proven.entry()) {
            case Receipt receipt ->
                where + receipt.at() + " " + receipt.name() + " (" + receipt.role()
                        + (receipt.institution() == null ? "" : " " + receipt.institution()) + ") "
                        + (receipt.shown() ? receipt.interaction() + " " + receipt.counts() : "refused") + ", "
                        + receipt.purpose() + ", " + receipt.basis();
            case Statement statement ->
                where + statement.at() + " " + statement.name()
                        + (statement.institution() == null ? "" : " (" + statement.institution() + ")") + " "
                        + statement.kind() + " of " + statement.about() + " " + statement.counts();
        };
    }

    private LogFile readLog(Path file) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return LogFile.read(lines);
        } catch (Unreadable wrongForm) {
            throw unreadable(file, wrongForm.words());
        }
    }

    @FunctionalInterface
    private interface Form<T> {
        T read(String text) throws Unreadable;
    }

    private static <T> T read(Path file, Form<T> form) throws IOException {
        try {
            return form.read(Files.readString(file));
        } catch (Unreadable wrongForm) {
            throw unreadable(file, wrongForm.words());
        }
    }

    private static Problem unreadable(Path file, Text why) {
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "cli.not-a-proof",
                "The file " + file + " is not what was asked for.",
                why.en() + " / " + why.zh() + ".",
                "Get it again from the node; a file that was changed proves nothing.");
    }

    private Problem nothing() {
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "cli.nothing-to-verify",
                "There is nothing to verify.",
                files.isEmpty()
                        ? "Neither receipts nor a log nor a proof of consistency was named."
                        : "There is no receipt in what was named.",
                "Name a file of receipts, or --log FILE.");
    }
}
