import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures as a table, printed line by line, and as JSON. */
final class Report {

    private static final int ERRORS_SHOWN = 3;

    private record Line(String kind, int clients, Load.Figures figures, double bytesPerResource) {}

    private final List<Line> lines = new ArrayList<>();

    boolean right() {
        return lines.stream().allMatch(line -> line.figures.failed() == 0);
    }

    void head() {
        print(
                "| work | clients | s | requests/s | resources/s | MB/s | p50 ms | p99 ms | errors | CPU ms/request: server | PostgreSQL"
                        + " | sum | CPU ms/resource | server MB | PostgreSQL MB | B on disk/resource | yardstick ms |");
        print("| --- |" + " ---: |".repeat(16));
    }

    void add(String kind, int clients, Load.Figures figures, double bytesPerResource) {
        var line = new Line(kind, clients, figures, bytesPerResource);
        lines.add(line);
        print(row(line));
        figures.errors().keySet().stream().limit(ERRORS_SHOWN).forEach(error -> print("  wrong: " + error));
    }

    private static String row(Line line) {
        Load.Figures f = line.figures;
        return "| %s | %d | %.0f | %.0f | %.0f | %.1f | %.2f | %.2f | %d | %s | %s | %s | %s | %.0f (pss %.0f) | %.0f | %s | %.1f |"
                .formatted(
                        line.kind,
                        line.clients,
                        f.seconds(),
                        f.requests() / f.seconds(),
                        f.resources() / f.seconds(),
                        f.bytes() / f.seconds() / 1e6,
                        f.percentileMillis(0.5),
                        f.percentileMillis(0.99),
                        f.failed(),
                        digits(f.cpu().server() / f.requests()),
                        digits(f.cpu().postgresql() / f.requests()),
                        digits(f.cpu().total() / f.requests()),
                        digits(f.cpu().total() / f.resources()),
                        f.memory().serverRss(),
                        f.memory().serverPss(),
                        f.memory().postgresqlPss(),
                        Double.isNaN(line.bytesPerResource) ? "" : "%.0f".formatted(line.bytesPerResource),
                        f.yard());
    }

    private static String digits(double millis) {
        return "%.3g".formatted(millis);
    }

    String json(String url) {
        var out = new StringBuilder("{\"server\":\"").append(url).append("\",\"at\":\"");
        out.append(Instant.now()).append("\",\"work\":[");
        for (Line line : lines) {
            Load.Figures f = line.figures;
            out.append(lines.getFirst() == line ? "\n" : ",\n");
            out.append("{\"kind\":\"")
                    .append(line.kind)
                    .append("\",\"clients\":")
                    .append(line.clients);
            number(out, "seconds", f.seconds());
            number(out, "requests", f.requests());
            number(out, "resources", f.resources());
            number(out, "bytes", f.bytes());
            number(out, "errors", f.failed());
            number(out, "p50Millis", f.percentileMillis(0.5));
            number(out, "p99Millis", f.percentileMillis(0.99));
            number(out, "serverCpuMillis", f.cpu().server());
            number(out, "postgresqlCpuMillis", f.cpu().postgresql());
            number(out, "cpuMillisPerRequest", f.cpu().total() / f.requests());
            number(out, "cpuMillisPerResource", f.cpu().total() / f.resources());
            number(out, "clientCpuMillis", f.client());
            number(out, "yardstickMillis", f.yard());
            number(out, "serverRssMegabytes", f.memory().serverRss());
            number(out, "serverPssMegabytes", f.memory().serverPss());
            number(out, "postgresqlPssMegabytes", f.memory().postgresqlPss());
            number(out, "diskBytesPerResource", line.bytesPerResource);
            out.append('}');
        }
        return out.append("\n]}\n").toString();
    }

    private static void number(StringBuilder out, String name, double value) {
        boolean number = !Double.isNaN(value) && !Double.isInfinite(value);
        out.append(",\"").append(name).append("\":");
        out.append(number ? String.format(Locale.ROOT, "%.4f", value) : "null");
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
