package org.tongmai.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Participants;
import org.tongmai.access.Participation.Filed;
import org.tongmai.cli.ParticipantOption.Page;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tongmai institution}. */
@Command(
        name = "institution",
        description = "Register the institutions that take part.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai institution add --code 12330000470000013F --name 省立医院 --region 330106",
            "  tongmai institution list"
        })
final class InstitutionCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "add",
            description = {
                "Register an institution, or give a registered one another name or region.",
                "",
                "It is filed as an Organization. From then on its systems may send."
            },
            mixinStandardHelpOptions = true)
    Integer add(
            @Mixin ParticipantOption node,
            @Option(
                            names = "--code",
                            paramLabel = "USCC",
                            required = true,
                            description = "Unified social credit code, GB 32100.")
                    String code,
            @Option(names = "--name", paramLabel = "NAME", required = true, description = "Name as residents read it.")
                    String name,
            @Option(
                            names = "--region",
                            paramLabel = "CODE",
                            description = "Division in which it is, GB/T 2260; default: the one in the code.")
                    @Nullable
                    String region) {
        Filed filed = node.with(door -> door.institution(code, name, region, ParticipantOption.by()));
        spec.commandLine().getOut().printf("%s  %s  %s%n", filed.code(), filed.region(), filed.name());
        return Exit.OK;
    }

    @Command(
            name = "list",
            description = "List the registered institutions, at most " + ParticipantOption.PAGE + " at a time.",
            mixinStandardHelpOptions = true)
    Integer list(
            @Mixin ParticipantOption node,
            @Option(
                            names = "--after",
                            paramLabel = "CODE",
                            defaultValue = "",
                            description = "The last code of the page before.")
                    String after,
            @Option(names = "--json", description = "Answer in JSON.") boolean json) {
        Page<Filed> page = node.page(after, Participants::institutions, Filed::code);
        List<Filed> filed = page.rows();
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(filed.stream()
                    .map(each -> Map.of(
                            "code", each.code(),
                            "name", each.name(),
                            "region", each.region().value()))
                    .toList()));
        } else {
            filed.forEach(each -> out.printf("%s  %s  %s%n", each.code(), each.region(), each.name()));
        }
        page.sayMore("--after", spec.commandLine().getErr());
        return Exit.OK;
    }
}
