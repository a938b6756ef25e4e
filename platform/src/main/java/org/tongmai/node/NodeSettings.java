package org.tongmai.node;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * How one node is run.
 *
 * @param data its data directory
 * @param address on which it listens
 * @param port of HTTP; 0 takes a free one
 * @param mllpPort of HL7 v2 over MLLP; 0 takes a free one, -1 means none
 * @param exchangePort on which other nodes speak; 0 takes a free one, -1 means none
 * @param database JDBC address of a database of one's own, {@code jdbc:postgresql://user:password@host/database}; null
 *     for the embedded one
 * @param role whether it keeps records or the index of who has them
 * @param region its region, GB/T 2260, six digits
 * @param auth whether callers must say who they are
 */
public record NodeSettings(
        Path data,
        String address,
        int port,
        int mllpPort,
        int exchangePort,
        @Nullable String database,
        Role role,
        String region,
        Auth auth) {

    /** What a node is for. */
    public enum Role {
        /** Keeps the records of a province. */
        PROVINCE,
        /** Keeps the index of who has records where; no clinical content. */
        NATION
    }

    /** Whether callers must say who they are. */
    public enum Auth {
        REQUIRED,
        /** Everybody is the administrator: for trials on one machine. */
        NONE
    }

    private static final int PORT_MAX = 65_535;

    /** @throws Problem {@code node.setting-wrong}, {@code node.auth-none-needs-loopback} */
    public NodeSettings {
        if (port < 0 || port > PORT_MAX) {
            throw wrong("--port " + port, "A port is a number from 0 to 65535.");
        }
        if (mllpPort < -1 || mllpPort > PORT_MAX) {
            throw wrong("--mllp-port " + mllpPort, "A port is a number from 0 to 65535, or -1 for none.");
        }
        if (exchangePort < -1 || exchangePort > PORT_MAX) {
            throw wrong("--exchange-port " + exchangePort, "A port is a number from 0 to 65535, or -1 for none.");
        }
        if (!region.matches("[0-9]{6}")) {
            throw wrong("--region " + region, "A region is six digits of GB/T 2260, such as 330000.");
        }
        if (database != null && !database.startsWith("jdbc:postgresql://")) {
            throw wrong("--database", "A database is given as jdbc:postgresql://user:password@host/database.");
        }
        if (auth == Auth.NONE && !isLoopback(address)) {
            throw new Problem(
                    Kind.INVALID,
                    "node.auth-none-needs-loopback",
                    "--auth none is not allowed at the address " + address + ".",
                    "Without authentication whoever reaches the port reads every record.",
                    "Listen on 127.0.0.1 (--address), or leave --auth none away.");
        }
    }

    private static Problem wrong(String what, String why) {
        return new Problem(
                Kind.INVALID, "node.setting-wrong", what + " is not usable.", why, "See `tongmai serve --help`.");
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            throw wrong("--address " + address, "The name has no address on this machine.");
        }
    }
}
