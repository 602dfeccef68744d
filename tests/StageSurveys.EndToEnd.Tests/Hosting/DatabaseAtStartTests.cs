using System.Net;
using System.Net.Sockets;
using System.Text;
using StageSurveys.Testing;

namespace StageSurveys.EndToEnd.Tests.Hosting;

/// <summary>A program that is started before its database is ready says so and ends; whoever watches over it starts it again.</summary>
public sealed class DatabaseAtStartTests
{
    [Theory]
    [InlineData("StageSurveys.Web")]
    [InlineData("StageSurveys.Worker")]
    public async Task A_database_that_is_still_starting_is_told_in_one_line(string program)
    {
        using var starting = new TcpListener(IPAddress.Loopback, 0);
        starting.Start();
        _ = RefuseAsync(starting);

        var line = await EndsWithAsync(program, $"Host=127.0.0.1;Port={((IPEndPoint)starting.LocalEndpoint).Port};Username=a;Password=b;Database=c;SSL Mode=Disable");

        Assert.Contains("the database system is starting up", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("StageSurveys.Web")]
    [InlineData("StageSurveys.Worker")]
    public async Task A_database_that_goes_away_while_its_tables_are_made_is_told_in_one_line(string program)
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var wire = LossyWire.To(database);
        wire.BreakAt("CREATE TABLE ", done: false);

        var line = await EndsWithAsync(program, wire.ConnectionString);

        Assert.True(wire.HasBroken);
        Assert.StartsWith("The database cannot be ", line, StringComparison.Ordinal);
    }

    /// <summary>What a program says on the error output before it ends with code 1.</summary>
    private static async Task<string> EndsWithAsync(string program, string database)
    {
        string[] place = program == "StageSurveys.Web" ? ["--urls", $"http://127.0.0.1:{FreePort.Next()}", "--contentRoot", Built.Folder(program)] : [];
        await using var process = ChildProcess.Start("dotnet", [Built.Program(program), .. place], Path.GetTempPath(),
        [
            ("ASPNETCORE_ENVIRONMENT", "Production"), ("ConnectionStrings__StageSurveys", database), ("Demo__Load", "false"), ("ContactRules__Ship", "false"),
            ("Bus__Transport", "RabbitMq"), ("Bus__RabbitMq", "amqp://127.0.0.1:1"),
        ]);
        var code = await process.EndsAsync(Patience.Seconds(30));
        Assert.True(code == 1, $"code {code}:\n{process.Output}");
        return Assert.Single(process.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Answers everybody as PostgreSQL does while it recovers.</summary>
    private static async Task RefuseAsync(TcpListener listener)
    {
        var refusal = Encoding.ASCII.GetBytes("SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0");
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var length = new byte[4];
                await stream.ReadExactlyAsync(length);
                await stream.ReadExactlyAsync(new byte[Number(length) - 4]);
                await stream.WriteAsync((byte[])[(byte)'E', 0, 0, 0, (byte)(refusal.Length + 4), .. refusal]);
            }
        }
        catch (Exception problem) when (problem is SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static int Number(byte[] bytes) => (bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3];
}
