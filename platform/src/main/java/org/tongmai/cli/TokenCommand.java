package org.tongmai.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tongmai.cli.load.SystemClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tongmai token}: an access token of a system, for curl and for scripts. */
@Command(
        name = "token",
        description = "Get an access token for a system, by its private key; it is good for ten minutes.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai token --client his-b --key .tongmai/demo/330000/secrets/demo-his-b.jwk",
            "  TOKEN=$(tongmai token --to https://node.example --client lis-7 --key lis-7.jwk)"
        })
final class TokenCommand implements Callable<Integer> {

    @Option(
            names = "--to",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "Address of the node; default: ${DEFAULT-VALUE}.")
    private URI to;

    @Option(names = "--client", paramLabel = "ID", required = true, description = "Client id of the system.")
    private String client;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            required = true,
            description = "The system's private key, a JWK (RFC 7517) file.")
    private Path key;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        String token = SystemClient.of(to, client, key).bearer().orElseThrow();
        spec.commandLine().getOut().println(token);
        return Exit.OK;
    }
}
