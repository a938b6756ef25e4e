package org.tongmai.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tongmai.cli.load.Credentials;
import org.tongmai.cli.load.SystemClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** As whom a command signs in at a node: by a token, as a registered system with its key, or not at all. */
final class SignInOption {

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:TONGMAI_TOKEN}",
            description = "Access token. Better given in the variable TONGMAI_TOKEN, which no process list shows.")
    private @Nullable String token;

    @Option(names = "--client", paramLabel = "ID", description = "Client id of the sending system; needs --key.")
    private @Nullable String client;

    @Option(names = "--key", paramLabel = "FILE", description = "The system's private key, a JWK (RFC 7517) file.")
    private @Nullable Path key;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** @throws ParameterException where half of a pair is missing */
    void check() {
        if ((client == null) != (key == null)) {
            throw new ParameterException(command.commandLine(), "--client and --key go together.");
        }
    }

    Credentials at(URI node) throws IOException {
        if (token != null) {
            return Credentials.token(token);
        }
        return client != null && key != null ? SystemClient.of(node, client, key) : Credentials.none();
    }
}
