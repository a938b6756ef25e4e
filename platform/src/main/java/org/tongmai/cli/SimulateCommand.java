package org.tongmai.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.simulator.Province;
import org.tongmai.simulator.ProvinceSettings;
import org.tongmai.simulator.reads.ReadLog;
import org.tongmai.simulator.reads.ReadLogSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tongmai simulate}: writes a simulated province as files. */
@Command(
        name = "simulate",
        description = {
            "Write a simulated province: residents, and what four institutions send about them; or, with --reads, a log of "
                    + "who looked at whose record, with misuse planted in it.",
            "",
            "Nobody in it exists; ID numbers come from sequences that are never given out. The same settings give the "
                    + "same files, byte for byte. truth.csv says who is who, for scoring."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai simulate --residents 2000 --out province",
            "  tongmai simulate --reads 1000000 --out reads",
            "  tongmai load province --to http://127.0.0.1:8080 --client ID --key FILE"
        })
final class SimulateCommand implements Callable<Integer> {

    private static final int LOG_DAYS = 28;
    private static final int LOG_QUIET_DAYS = 7;
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    @Option(
            names = "--residents",
            paramLabel = "N",
            defaultValue = "2000",
            description = "How many; default: ${DEFAULT-VALUE}.")
    private int residents;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Any number; default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--region",
            paramLabel = "CODE",
            defaultValue = "330000",
            description = "330000 or 320000; default: ${DEFAULT-VALUE}.")
    private String region;

    @Option(
            names = "--today",
            paramLabel = "DATE",
            description = "Last day of the history, yyyy-mm-dd; default: today.")
    private @Nullable LocalDate today;

    @Option(
            names = "--reads",
            paramLabel = "N",
            description = "Write a log of so many reads over four weeks instead, with the truth about misuse in it.")
    private @Nullable Integer reads;

    @Option(
            names = "--incidents",
            paramLabel = "N",
            defaultValue = "6",
            description = "How often each kind of misuse is planted in the log; default: ${DEFAULT-VALUE}.")
    private int incidents;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to write to, missing or empty.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        LocalDate last = today == null ? LocalDate.now(Clock.system(ZONE)) : today;
        if (reads != null) {
            return log(reads, last);
        }
        ProvinceSettings settings = settings(spec, seed, residents, region, last);
        requireEmpty(out);
        Province province = Province.generate(settings);
        province.writeTo(out);
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%,d residents of region %s as of %s, from %d institutions, in %s%n",
                        province.residents().size(),
                        region,
                        last,
                        province.institutions().size(),
                        out);
        return Exit.OK;
    }

    private int log(int count, LocalDate last) throws IOException {
        ReadLogSettings settings;
        try {
            settings = new ReadLogSettings(
                    seed, count, last.minusDays(LOG_DAYS - 1L), LOG_DAYS, incidents, LOG_QUIET_DAYS, region);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--" + wrong.getMessage());
        }
        requireEmpty(out);
        ReadLog log = ReadLog.generate(settings);
        log.writeTo(out);
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%,d reads of %,d readers until %s, with %,d incidents of misuse, in %s%n",
                        log.reads().size(),
                        log.readers().size(),
                        last,
                        log.incidents().size(),
                        out);
        return Exit.OK;
    }

    static ProvinceSettings settings(CommandSpec spec, long seed, int residents, String region, LocalDate today) {
        try {
            return new ProvinceSettings(seed, residents, region, today);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--" + wrong.getMessage());
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> content = Files.list(folder)) {
            if (content.findAny().isPresent()) {
                throw new Problem(
                        Kind.CONFLICT,
                        "cli.folder-not-empty",
                        folder + " is not empty.",
                        "Files of two provinces must not be mixed.",
                        "Name a new folder.");
            }
        }
    }
}
