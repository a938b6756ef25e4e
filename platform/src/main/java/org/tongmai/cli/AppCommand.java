package org.tongmai.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Participation.App;
import org.tongmai.cli.ParticipantOption.Page;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tongmai app}. */
@Command(
        name = "app",
        description = "Register applications of others, which people let read their records (SMART App Launch).",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai app add diary --name Diary --publisher 'Example Ltd' --redirect https://app.example/back",
            "  tongmai app add viewer --name Viewer --publisher 'Example Ltd' --redirect https://v.example/ "
                    + "--launch https://v.example/launch",
            "  tongmai app remove diary"
        })
final class AppCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "add",
            description = {
                "Register an application of others.",
                "",
                "It has no secret: it proves itself by PKCE and by the address to which people are sent back."
            },
            mixinStandardHelpOptions = true)
    Integer add(
            @Mixin ParticipantOption node,
            @Parameters(paramLabel = "ID", description = "client_id: letters, digits, dots, hyphens.") String id,
            @Option(names = "--name", paramLabel = "NAME", required = true, description = "Name as people see it.")
                    String name,
            @Option(
                            names = "--publisher",
                            paramLabel = "NAME",
                            required = true,
                            description = "Who answers for it, as people see it.")
                    String publisher,
            @Option(
                            names = "--redirect",
                            paramLabel = "URL",
                            required = true,
                            description =
                                    "Where people are sent back: https, or http on 127.0.0.1. May be given again.")
                    List<String> redirects,
            @Option(
                            names = "--launch",
                            paramLabel = "URL",
                            description = "Where the record page opens it; without, it is not opened from there.")
                    @Nullable
                    String launch,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPE",
                            description =
                                    "What it may ask for at most, such as patient/Observation.rs. May be given again;"
                                            + " without, the usual scopes.")
                    @Nullable
                    List<String> scopes) {
        var app = new App(id, name, publisher, redirects, launch, scopes == null ? List.of() : scopes, true);
        node.run(door -> door.app(app, ParticipantOption.by()));
        return say(id, "may ask people for their records.");
    }

    @Command(
            name = "remove",
            description = {
                "Refuse an application and its tokens.",
                "",
                "It stays in the list, since what it read stays in the trace; `enable` lets it in again."
            },
            mixinStandardHelpOptions = true)
    Integer remove(
            @Mixin ParticipantOption node, @Parameters(paramLabel = "ID", description = "client_id.") String id) {
        node.run(door -> door.activateApp(id, false, ParticipantOption.by()));
        return say(id, "is refused from its next request on.");
    }

    @Command(name = "enable", description = "Let an application in again.", mixinStandardHelpOptions = true)
    Integer enable(
            @Mixin ParticipantOption node, @Parameters(paramLabel = "ID", description = "client_id.") String id) {
        node.run(door -> door.activateApp(id, true, ParticipantOption.by()));
        return say(id, "is let in again.");
    }

    @Command(
            name = "list",
            description = "List the registered applications, at most " + ParticipantOption.PAGE + " at a time.",
            mixinStandardHelpOptions = true)
    Integer list(
            @Mixin ParticipantOption node,
            @Option(
                            names = "--after",
                            paramLabel = "ID",
                            defaultValue = "",
                            description = "The last client_id of the page before.")
                    String after,
            @Option(names = "--json", description = "Answer in JSON.") boolean json) {
        Page<App> page = node.page(after, (door, from, count) -> door.apps(from, count), App::id);
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(page.rows()));
        } else {
            page.rows()
                    .forEach(each -> out.printf(
                            "%-20s %-8s %s (%s)  back to %s  scopes %s%n",
                            each.id(),
                            each.active() ? "enabled" : "disabled",
                            each.name(),
                            each.publisher(),
                            String.join(" ", each.redirects()),
                            String.join(" ", each.scopes())));
        }
        page.sayMore("--after", spec.commandLine().getErr());
        return Exit.OK;
    }

    private Integer say(String id, String what) {
        spec.commandLine().getOut().println(id + " " + what);
        return Exit.OK;
    }
}
