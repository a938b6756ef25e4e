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
import org.tongmai.simulator.epidemic.EpidemicFiles;
import org.tongmai.simulator.epidemic.EpidemicSettings;
import org.tongmai.simulator.epidemic.Epidemics;
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
                    + "who looked at whose record, with misuse planted in it; or, with --epidemics, counts of epidemics with seeded outbreaks.",
            "",
            "Nobody in it exists; ID numbers come from sequences that are never given out. The same settings give the "
                    + "same files, byte for byte. truth.csv says who is who, for scoring."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai simulate --residents 2000 --out province",
            "  tongmai simulate --reads 1000000 --out reads",
            "  tongmai simulate --epidemics 90 --out epidemics",
            "  tongmai load province --to http://127.0.0.1:8080 --client ID --key FILE"
        })
final class SimulateCommand implements Callable<Integer> {

    private static final int LOG_DAYS = 28;
    private static final int LOG_QUIET_DAYS = 7;
    private static final LocalDate EPIDEMICS_FIRST = LocalDate.of(2019, 1, 1);
    private static final int EPIDEMICS_YEARS = 6;
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

    @Option(
            names = "--epidemics",
            paramLabel = "N",
            description =
                    "Write epidemics of so many counties over six years from 2019 instead: daily counts of several sources, and the "
                            + "truth about outbreaks apart.")
    private @Nullable Integer epidemics;

    @Option(
            names = "--outbreaks",
            paramLabel = "N",
            defaultValue = "3",
            description = "Outbreaks of a county and year in epidemics, on average; default: ${DEFAULT-VALUE}.")
    private double outbreaks;

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
        if (epidemics != null) {
            return counts(epidemics);
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

    private int counts(int counties) throws IOException {
        EpidemicSettings settings;
        try {
            settings = new EpidemicSettings(
                    seed,
                    counties,
                    EPIDEMICS_FIRST,
                    (int) (EPIDEMICS_FIRST.plusYears(EPIDEMICS_YEARS).toEpochDay() - EPIDEMICS_FIRST.toEpochDay()),
                    outbreaks);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--" + wrong.getMessage(), wrong);
        }
        requireEmpty(out);
        Epidemics generated = Epidemics.generate(settings);
        EpidemicFiles.write(generated, out);
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%,d counties, %,d days, %d series each, %,d outbreaks, in %s%n",
                        counties,
                        settings.days(),
                        generated.names().size(),
                        generated.outbreaks().size(),
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
