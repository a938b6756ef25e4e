package org.tongmai.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;

/** A database that has each statement explained, with the values it is run with, before it runs. */
final class Plotted {

    private final Queue<Plot> plots = new ConcurrentLinkedQueue<>();

    /** A statement and the plan that PostgreSQL made for it. */
    record Plot(String sql, List<String> plan) {}

    DataSource over(DataSource database) {
        return proxy(DataSource.class, (method, arguments) -> {
            Object result = call(database, method, arguments);
            return result instanceof Connection connection ? connection(connection) : result;
        });
    }

    /** What ran since the last call. */
    List<Plot> taken() {
        var taken = new ArrayList<Plot>();
        for (Plot plot = plots.poll(); plot != null; plot = plots.poll()) {
            taken.add(plot);
        }
        return taken;
    }

    private Connection connection(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> {
            Object result = call(connection, method, arguments);
            return result instanceof PreparedStatement statement
                    ? statement(connection, statement, (String) arguments[0])
                    : result;
        });
    }

    private PreparedStatement statement(Connection connection, PreparedStatement statement, String sql) {
        Map<Method, Map<Object, Object[]>> bound = new HashMap<>();
        return proxy(PreparedStatement.class, (method, arguments) -> {
            if (method.getName().startsWith("set") && arguments != null && arguments.length >= 2) {
                bound.computeIfAbsent(method, m -> new HashMap<>()).put(arguments[0], arguments);
            } else if (method.getName().startsWith("execute")) {
                plots.add(new Plot(sql, explained(connection, sql, bound)));
            }
            return call(statement, method, arguments);
        });
    }

    private static List<String> explained(Connection connection, String sql, Map<Method, Map<Object, Object[]>> bound)
            throws Throwable {
        var plan = new ArrayList<String>();
        try (PreparedStatement explain = connection.prepareStatement("explain " + sql)) {
            for (Map.Entry<Method, Map<Object, Object[]>> each : bound.entrySet()) {
                for (Object[] arguments : each.getValue().values()) {
                    call(explain, each.getKey(), arguments);
                }
            }
            try (ResultSet row = explain.executeQuery()) {
                while (row.next()) {
                    plan.add(row.getString(1));
                }
            }
        }
        return plan;
    }

    private interface Answer {
        Object to(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                Plotted.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer.to(method, arguments)));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof SQLException cause ? cause : e.getCause();
        }
    }
}
