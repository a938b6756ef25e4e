package org.tongmai.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Participation.Credential;
import org.tongmai.access.Participation.Done;
import org.tongmai.access.Participation.Person;
import org.tongmai.access.Participation.Wanted;
import org.tongmai.access.Role;
import org.tongmai.cli.ParticipantOption.Page;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code tongmai account}. */
@Command(
        name = "account",
        description = {
            "Make and close the accounts of people.",
            "",
            "Passwords are made here and printed once; none is ever given on the command line."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai account add wang.wei --name 王伟 --role doctor --institution 12330000470000013F",
            "  tongmai account add it.1 --name 信息科 --role institution_it --institution 12330000470000013F",
            "  tongmai account add steward.1 --name 主索引管理员 --role steward",
            "  tongmai account add li.ming --name 李明 --role resident --patient \\",
            "      'https://tongmai.org/fhir/institution/12330000470000013F/patient|P0001'",
            "  tongmai account password wang.wei",
            "  tongmai account factor wang.wei --words 本人持工作证到场",
            "  tongmai account disable wang.wei"
        })
final class AccountCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "add", description = "Make an account and print its password.", mixinStandardHelpOptions = true)
    Integer add(
            @Mixin ParticipantOption node,
            @Parameters(paramLabel = "LOGIN", description = "What the person types.") String login,
            @Option(names = "--name", paramLabel = "NAME", required = true, description = "Name as others see it.")
                    String name,
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            required = true,
                            converter = People.class,
                            description = "resident, doctor, institution_it, steward or operator.")
                    Role role,
            @Option(
                            names = "--institution",
                            paramLabel = "USCC",
                            description = "The registered institution of a doctor or IT person.")
                    @Nullable
                    String institution,
            @Option(
                            names = "--patient",
                            paramLabel = "PATIENT",
                            description = "Of a resident: logical id of a Patient, or system|value of the number that "
                                    + "one institution gave.")
                    @Nullable
                    String patient) {
        requireComplete(role, institution, patient);
        var wanted = new Wanted(login, name, role, institution, patient);
        return print(node.with(door -> door.account(wanted, ParticipantOption.by())));
    }

    @Command(
            name = "password",
            description = "Give an account a new password, print it, and end its sessions.",
            mixinStandardHelpOptions = true)
    Integer password(
            @Mixin ParticipantOption node, @Parameters(paramLabel = "LOGIN", description = "Whose.") String login) {
        return print(node.with(door -> door.resetPassword(login, ParticipantOption.by())));
    }

    @Command(
            name = "factor",
            description = "Take the second factor from somebody who lost it, and end the sessions of the account.",
            mixinStandardHelpOptions = true)
    Integer factor(
            @Mixin ParticipantOption node,
            @Parameters(paramLabel = "LOGIN", description = "Whose.") String login,
            @Option(
                            names = "--words",
                            paramLabel = "WORDS",
                            required = true,
                            description = "How it was made sure who asks; stays in the log.")
                    String words) {
        node.run(door -> door.resetFactor(login, words, ParticipantOption.by()));
        spec.commandLine()
                .getOut()
                .println(
                        login
                                + " is signed out and has no second factor; where the role asks for one, the next sign-in sets up another.");
        return Exit.OK;
    }

    @Command(name = "disable", description = "Close an account and its sessions.", mixinStandardHelpOptions = true)
    Integer disable(
            @Mixin ParticipantOption node, @Parameters(paramLabel = "LOGIN", description = "Whose.") String login) {
        return activate(node, login, false);
    }

    @Command(name = "enable", description = "Open a closed account again.", mixinStandardHelpOptions = true)
    Integer enable(
            @Mixin ParticipantOption node, @Parameters(paramLabel = "LOGIN", description = "Whose.") String login) {
        return activate(node, login, true);
    }

    @Command(
            name = "list",
            description = "List accounts, at most " + ParticipantOption.PAGE + " at a time.",
            mixinStandardHelpOptions = true)
    Integer list(
            @Mixin ParticipantOption node,
            @Option(
                            names = "--find",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "A part of login or name, or an institution.")
                    String text,
            @Option(
                            names = "--after",
                            paramLabel = "LOGIN",
                            defaultValue = "",
                            description = "The last login of the page before.")
                    String after,
            @Option(names = "--json", description = "Answer in JSON.") boolean json) {
        Page<Person> page = node.page(after, (door, from, count) -> door.accounts(text, from, count), Person::login);
        List<Person> people = page.rows();
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(people));
        } else {
            people.forEach(each -> out.printf(
                    "%-24s %-14s %-8s %s  %s%n",
                    each.login(),
                    each.role(),
                    each.active() ? "enabled" : "disabled",
                    each.institution() == null ? "" : each.institution(),
                    each.name()));
        }
        page.sayMore("--after", spec.commandLine().getErr());
        return Exit.OK;
    }

    @Command(
            name = "log",
            description = "Show what was changed about institutions, systems and accounts, the newest first.",
            mixinStandardHelpOptions = true)
    Integer log(
            @Mixin ParticipantOption node,
            @Option(
                            names = "--before",
                            paramLabel = "N",
                            defaultValue = "9223372036854775807",
                            description = "Number below which to begin.")
                    long before,
            @Option(names = "--json", description = "Answer in JSON.") boolean json) {
        Page<Done> page = node.page(
                Long.toString(before),
                (door, from, count) -> door.changes(Long.parseLong(from), count),
                each -> Long.toString(each.id()));
        List<Done> done = page.rows();
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(done));
        } else {
            done.forEach(each -> out.printf(
                    "%6d  %s  %-16s %-22s %s %s%n",
                    each.id(), each.at(), each.by(), each.what(), each.subject(), each.detail()));
        }
        page.sayMore("--before", spec.commandLine().getErr());
        return Exit.OK;
    }

    private Integer activate(ParticipantOption node, String login, boolean active) {
        node.run(door -> door.activateAccount(login, active, ParticipantOption.by()));
        spec.commandLine().getOut().println(login + (active ? " may sign in again." : " is signed out and closed."));
        return Exit.OK;
    }

    private void requireComplete(Role role, @Nullable String institution, @Nullable String patient) {
        boolean staff = role.ofInstitution();
        boolean resident = role == Role.RESIDENT;
        String word = People.word(role);
        if (staff != (institution != null)) {
            throw wrong(
                    staff
                            ? "--role " + word + " needs --institution; `tongmai institution list` shows the codes"
                            : "--institution goes with the roles doctor, institution_it and cdc, not with " + word);
        }
        if (resident != (patient != null)) {
            throw wrong(
                    resident
                            ? "--role resident needs --patient: the logical id of a Patient, or system|value"
                            : "--patient goes with the role resident, not with " + word);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.subcommands().get("add"), message);
    }

    private Integer print(Credential made) {
        var out = spec.commandLine().getOut();
        out.println("account=" + made.login());
        out.println("password=" + made.password());
        spec.commandLine().getErr().println("The password is shown this once; hand it over in person.");
        return Exit.OK;
    }

    /** The roles of people, as the command line writes them; a system is no account. */
    private static final class People implements ITypeConverter<Role> {

        private static final List<Role> ROLES =
                Stream.of(Role.values()).filter(role -> role != Role.SYSTEM).toList();

        @Override
        public Role convert(String given) {
            String asked = given.toLowerCase(Locale.ROOT).replace('-', '_');
            return ROLES.stream()
                    .filter(role -> word(role).equals(asked))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("there is no role '" + given + "'; the roles are "
                            + ROLES.stream().map(People::word).collect(Collectors.joining(", "))));
        }

        static String word(Role role) {
            return role.name().toLowerCase(Locale.ROOT);
        }
    }
}
