package org.tongmai.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line in a few lines: the whole help would push that off the screen. */
final class WrongUsage implements IParameterExceptionHandler {

    /** A word that needs more letters changed is another word. */
    private static final int LETTERS_MAX = 2;

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()
                && !command.getSubcommands().isEmpty()) {
            noSuchCommand(unmatched.getUnmatched().getFirst(), command, name);
        } else {
            err.println("tongmai: " + wrong.getMessage());
            UnmatchedArgumentException.printSuggestions(wrong, err);
            CommandLine.Help help = command.getHelp();
            err.print("Usage: " + help.synopsis("Usage: ".length()));
        }
        err.println("`" + name + " --help` says more.");
        return Exit.USAGE;
    }

    private static void noSuchCommand(String given, CommandLine command, String name) {
        PrintWriter err = command.getErr();
        List<String> known = command.getSubcommands().entrySet().stream()
                .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .toList();
        err.println("tongmai: there is no command '" + name + " " + given + "'.");
        known.stream()
                .filter(each -> SettingsCheck.distance(each, given) <= LETTERS_MAX)
                .min(Comparator.comparingInt(each -> SettingsCheck.distance(each, given)))
                .ifPresent(each -> err.println("Did you mean: " + name + " " + each + "?"));
        err.println("Commands: " + String.join(", ", known));
    }

    /** Of a node. */
    static URI address(String given) {
        try {
            URI address = URI.create(given);
            if (List.of("http", "https").contains(String.valueOf(address.getScheme())) && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException malformed) {
            // said below, in our words
        }
        throw new TypeConversionException("'" + given + "' is not an address such as http://127.0.0.1:8080");
    }

    static Charset charset(String given) {
        try {
            return Charset.forName(given);
        } catch (IllegalArgumentException unknown) {
            throw new TypeConversionException(
                    "'" + given + "' is not an encoding such as UTF-8, GB18030 or windows-1252");
        }
    }

    static LocalDate date(String given) {
        try {
            return LocalDate.parse(given);
        } catch (DateTimeParseException malformed) {
            throw new TypeConversionException("'" + given + "' is not a date such as 2026-11-22");
        }
    }
}
