package org.tongmai.cli;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.tongmai.access.Participation.SendingSystem;
import org.tongmai.cli.ParticipantOption.Page;
import org.tongmai.kernel.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tongmai client}. */
@Command(
        name = "client",
        description = "Register the systems of institutions that send over FHIR.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai client key his.jwk                 at the institution: a new key pair",
            "  tongmai client add his-1 --institution 12330000470000013F --name HIS --keys his.jwk.public",
            "  tongmai client disable his-1"
        })
final class ClientCommand implements Runnable {

    private static final String PRIVATE = "rw-------";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "key",
            description = {
                "Make a key pair for a system: FILE, which never leaves the system, and FILE.public, for the operator.",
                "",
                "Needs no node."
            },
            mixinStandardHelpOptions = true)
    Integer key(@Parameters(paramLabel = "FILE", description = "Where the private key goes; must not exist.") Path file)
            throws IOException, JOSEException {
        if (Files.exists(file)) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "cli.key-exists",
                    file + " exists already.",
                    "A private key that is written over is lost, and the system with it that signs in by it.",
                    "Name another file, or remove this one if nothing uses it.");
        }
        ECKey key = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
        Path open = file.resolveSibling(file.getFileName() + ".public");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE)));
        Files.writeString(file, key.toJSONString());
        Files.writeString(open, new JWKSet(key.toPublicJWK()).toString());
        spec.commandLine().getOut().printf("Keep %s on the system; give %s to the operator.%n", file, open);
        return Exit.OK;
    }

    @Command(name = "add", description = "Register a system of an institution.", mixinStandardHelpOptions = true)
    Integer add(
            @Mixin ParticipantOption node,
            @Parameters(paramLabel = "ID", description = "client_id: letters, digits, dots, hyphens.") String id,
            @Option(
                            names = "--institution",
                            paramLabel = "USCC",
                            required = true,
                            description = "The registered institution whose system it is.")
                    String institution,
            @Option(names = "--name", paramLabel = "NAME", required = true, description = "Name as people see it.")
                    String name,
            @Option(
                            names = "--keys",
                            paramLabel = "FILE",
                            required = true,
                            description = "Its public keys: a JWK set or a JWK (RFC 7517).")
                    Path keys)
            throws IOException {
        String jwks = Files.readString(keys);
        node.run(door -> door.system(id, name, institution, jwks, ParticipantOption.by()));
        return say(id, "may ask for tokens with private_key_jwt.");
    }

    @Command(name = "keys", description = "Replace the keys of a system.", mixinStandardHelpOptions = true)
    Integer keys(
            @Mixin ParticipantOption node,
            @Parameters(paramLabel = "ID", description = "client_id.") String id,
            @Option(
                            names = "--keys",
                            paramLabel = "FILE",
                            required = true,
                            description = "Its public keys: a JWK set or a JWK (RFC 7517).")
                    Path keys)
            throws IOException {
        String jwks = Files.readString(keys);
        node.run(door -> door.replaceKeys(id, jwks, ParticipantOption.by()));
        return say(id, "has new keys; the old ones are refused.");
    }

    @Command(name = "disable", description = "Refuse a system and its tokens.", mixinStandardHelpOptions = true)
    Integer disable(
            @Mixin ParticipantOption node, @Parameters(paramLabel = "ID", description = "client_id.") String id) {
        return activate(node, id, false);
    }

    @Command(name = "enable", description = "Let a system in again.", mixinStandardHelpOptions = true)
    Integer enable(
            @Mixin ParticipantOption node, @Parameters(paramLabel = "ID", description = "client_id.") String id) {
        return activate(node, id, true);
    }

    @Command(
            name = "list",
            description = "List the registered systems, at most " + ParticipantOption.PAGE + " at a time.",
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
        Page<SendingSystem> page =
                node.page(after, (door, from, count) -> door.systems("", from, count), SendingSystem::id);
        List<SendingSystem> systems = page.rows();
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(systems));
        } else {
            systems.forEach(each -> out.printf(
                    "%-20s %s  %-8s %s  keys %s%n",
                    each.id(), each.institution(), each.active() ? "enabled" : "disabled", each.name(), each.keys()));
        }
        page.sayMore("--after", spec.commandLine().getErr());
        return Exit.OK;
    }

    private Integer activate(ParticipantOption node, String id, boolean active) {
        node.run(door -> door.activateSystem(id, active, ParticipantOption.by()));
        return say(id, active ? "is let in again." : "is refused from its next request on.");
    }

    private Integer say(String id, String what) {
        spec.commandLine().getOut().println(id + " " + what);
        return Exit.OK;
    }
}
