package org.tongmai.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import picocli.CommandLine;

/** Where the program starts. */
public final class Main {

    private Main() {}

    /** Runs one command and ends the process with its exit code, see {@link Exit}. */
    public static void main(String[] arguments) {
        // Java 25 writes in the locale's charset, which is ASCII in a bare container; every terminal of today reads
        // UTF-8.
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = run(out, err, arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        QuietLogging.begin();
        return commandLine().setOut(out).setErr(err).execute(arguments);
    }

    static CommandLine commandLine() {
        return new CommandLine(new RootCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .registerConverter(URI.class, WrongUsage::address)
                .registerConverter(Charset.class, WrongUsage::charset)
                .registerConverter(LocalDate.class, WrongUsage::date)
                .setParameterExceptionHandler(new WrongUsage())
                .setExecutionExceptionHandler(Exit::explain);
    }
}
