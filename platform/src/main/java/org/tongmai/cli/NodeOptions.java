package org.tongmai.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tongmai.node.NodeSettings;
import org.tongmai.node.NodeSettings.Auth;
import org.tongmai.node.NodeSettings.Role;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that run a node. */
final class NodeOptions {

    @Mixin
    private DataOption data;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on; default: ${DEFAULT-VALUE}.")
    private String address;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Port of HTTP, 0 for a free one; default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--mllp-port",
            paramLabel = "PORT",
            defaultValue = "2575",
            description = "Port of HL7 v2 over MLLP, 0 for a free one, -1 for none; default: ${DEFAULT-VALUE}.")
    private int mllpPort;

    @Option(
            names = "--exchange-port",
            paramLabel = "PORT",
            defaultValue = "-1",
            description =
                    "Port on which other nodes speak (nation and provinces), 0 for a free one, -1 for none; default: "
                            + "${DEFAULT-VALUE}.")
    private int exchangePort;

    @Option(
            names = "--database",
            paramLabel = "JDBC",
            description = "A PostgreSQL 18 of your own, jdbc:postgresql://user:password@host/database, instead of the "
                    + "embedded one. Better given in the variable TONGMAI_DATABASE, which no process list shows.",
            defaultValue = "${env:TONGMAI_DATABASE}")
    private @Nullable String database;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            defaultValue = "province",
            description = "province keeps records, nation the index of who has them; default: ${DEFAULT-VALUE}.")
    private Role role;

    @Option(
            names = "--region",
            paramLabel = "CODE",
            defaultValue = "330000",
            description = "The node's region, GB/T 2260, six digits; default: ${DEFAULT-VALUE}.")
    private String region;

    @Option(
            names = "--auth",
            paramLabel = "AUTH",
            defaultValue = "required",
            description = "none makes every caller an administrator; on a loopback address only.")
    private Auth auth;

    Path data() {
        return data.directory();
    }

    NodeSettings settings() {
        return new NodeSettings(data(), address, port, mllpPort, exchangePort, database, role, region, auth);
    }
}
